"""What a phone says of a push that reached it."""

from datetime import datetime

# FCM's answer never came, or asked for another try, or the worker died before it.
UNCLEAR = ("dispatching", "unknown", "retry")
"""States of a delivery that a receipt settles: what reached the phone, FCM had taken."""
NOT_KNOWN_TO_BE_SENT = ("unknown", "not_accepted_in_time")
"""Reasons of a failed reminder that a receipt disproves."""


def believable(said: datetime, dispatched_at: datetime, now: datetime) -> datetime:
    """Return the instant a phone reports, kept within when the push left and now."""
    return max(dispatched_at, min(said, now))
