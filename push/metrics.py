"""The worker's metrics for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

ENDED = Counter("carryover_reminders_ended", "Reminders by how they ended.", ["state", "reason"])
ANSWERS = Counter("carryover_push_answers", "Answers of the push transport.", ["answer", "code"])
CLEARED = Counter(
    "carryover_notifications_cleared",
    "Silent messages that clear a notification on a phone, by how they were answered.",
    ["answer"],
)
LATENESS = Histogram(
    "carryover_reminder_lateness_seconds",
    "From due to leaving, in seconds; the spread is part of it.",
    buckets=(1, 5, 15, 30, 60, 90, 120, 300, 900, 3600, 7200),
)
CLAIMED = Counter("carryover_reminders_claimed", "Reminders claimed by this worker.")
TURN_SECONDS = Histogram(
    "carryover_turn_seconds",
    "Length of a worker's turn, in seconds; one that fails is not in it.",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 45, 60, 120),
)
HELD = Gauge("carryover_push_held", "1 while nobody pushes to it, by scope.", ["scope"])
DUE = Gauge("carryover_reminders_due", "Reminders that could leave now, at most 100,000.")
OLDEST = Gauge("carryover_reminders_oldest_due_seconds", "Since when the oldest could leave.")
QUEUE = Gauge("carryover_reminders_queued", "Reminders due now or within an hour, at most 100,000.")
DISABLED = Counter("carryover_devices_disabled", "Phones no longer pushed to.", ["reason"])
DISAGREEING = Gauge(
    "carryover_phones_zone_disagreeing",
    "Phones pushed to whose clock followed other rules than ours when they registered last.",
)
DRIFT = Gauge("carryover_clock_drift_seconds", "This machine's clock minus the database's.")
STALLED = Counter("carryover_ticks_stalled", "Runs that were cut off and begun anew.", ["job"])
EXPORTS = Counter("carryover_exports", "Copies of data by how they ended.", ["state"])
LOOKS = Counter("carryover_looks", "Clients looked at for alerts soon after they checked in.")
LONGEST_WAIT = Gauge(
    "carryover_looks_oldest_seconds",
    "How long the client has waited who has waited longest for it.",
)
CHAINED = Gauge(
    "carryover_audit_links", "Links of the audit's chain when this worker last added one."
)
CHAIN_BROKEN = Gauge("carryover_audit_broken", "1 while the audit's chain does not end as sealed.")
LEDGER_BROKEN = Gauge(
    "carryover_erased_file_broken", "1 while the file of erasures cannot be written or read."
)
