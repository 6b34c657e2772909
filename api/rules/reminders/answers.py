"""Answers to a reminder: it is put off, or the phone tells what became of its push."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.rules.plan.plans import Plan, paused_at
from api.rules.reminders.of_accounts import OF_ACCOUNT

SHORTEST_MIN, LONGEST_MIN = 5, 180
SHORTEST_WINDOW = timedelta(minutes=30)
LEFT_OR_LEAVING = ("claimed", "sent", "failed", "expired")
UNCLEAR = ("dispatching", "unknown", "retry")
"""States of a delivery that we do not know to have arrived, until the phone says so.

The worker died before FCM's answer, or none came, or it asked for another try.
"""
NOT_KNOWN_TO_BE_SENT = ("unknown", "not_accepted_in_time")
"""Reasons of a failed reminder that a receipt disproves."""


@dataclass(frozen=True, slots=True)
class Original:
    """A reminder that someone wants put off.

    `on_phone`: her phones showed it by themselves.
    `is_over`: nothing is to be reminded of any more, since it was done or the item stands still.
    `next_due_at` is that of the item's next reminder, None when none is planned.
    """

    source: str
    state: str
    local_date: date
    due_at: datetime
    expires_at: datetime
    is_over: bool
    next_due_at: datetime | None
    on_phone: bool = False


def stands_still(
    plan: Plan | None, on: date, excused_on: Set[date], now: datetime, *, is_discharged: bool
) -> bool:
    """Tell whether nothing of a date is to be reminded of again, whether it is done or not.

    `plan` is that of the item, None for a check-in.
    """
    if is_discharged or on in excused_on:
        return True
    return plan is not None and (plan.stopped_at is not None or paused_at(plan, now) is not None)


def refused_snooze(original: Original, due_at: datetime, today: date, now: datetime) -> str | None:
    """Return the code of why a reminder cannot be put off until `due_at`, or None."""
    if not _was_due(original, now) or original.is_over:
        return "not_snoozable"
    if today > original.local_date:
        return "too_late"
    if original.next_due_at is not None and original.next_due_at <= due_at:
        return "next_reminder_is_sooner"
    return None


def window_end(original: Original, due_at: datetime) -> datetime:
    """Return when a snooze due at `due_at` expires: never beyond the item's next reminder."""
    closes_at = max(original.expires_at, due_at + SHORTEST_WINDOW)
    return min(closes_at, original.next_due_at or closes_at)


def believable(said: datetime, dispatched_at: datetime, now: datetime) -> datetime:
    """Return the instant a phone reports, kept within when the push left and now."""
    return max(dispatched_at, min(said, now))


def _was_due(original: Original, now: datetime) -> bool:
    if original.source in OF_ACCOUNT:
        return False
    is_due = original.state == "scheduled" and original.due_at <= now
    return is_due or original.on_phone or original.state in LEFT_OR_LEAVING
