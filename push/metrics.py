"""The worker's numbers, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

ENDED = Counter("carryover_reminders_ended", "Reminders by how they ended.", ["state", "reason"])
ANSWERS = Counter("carryover_push_answers", "Answers of the push transport.", ["answer", "code"])
LATENESS = Histogram(
    "carryover_reminder_lateness_seconds",
    "From due to leaving, in seconds; the spread is part of it.",
    buckets=(1, 5, 15, 30, 60, 90, 120, 300, 900, 3600, 7200),
)
CLAIMED = Counter("carryover_reminders_claimed", "Reminders claimed by this worker.")
TURN_SECONDS = Histogram("carryover_turn_seconds", "Length of a worker's turn, in seconds.")
COOLING = Gauge("carryover_push_cooling", "1 while the project's quota makes everyone wait.")
