"""Rules for what a phone hands in, maybe late, maybe twice, maybe out of order."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

# What was recorded in time may arrive this much later.
LATE_UPLOAD_DAYS = 92
# By hand a check-in can be filled in for yesterday, and a slot logged, until its next day ends.
BACKFILL = timedelta(days=1)
FURTHEST_AHEAD = timedelta(hours=14)


def latest_date(now: datetime) -> date:
    """Return the latest local date there is anywhere: today in the zone furthest ahead."""
    return (now + FURTHEST_AHEAD).date()


def refused_date(on: date, recorded_on: date, now: datetime) -> str | None:
    """Return the code of why an entry for a date cannot be taken now, or None.

    `recorded_on` is the client's local date when the phone recorded it.
    """
    if on > latest_date(now):
        return "date_in_the_future"
    if recorded_on > on + BACKFILL:
        return "recorded_too_late"
    if recorded_on < on - BACKFILL:
        return "recorded_before_its_date"
    if now.date() - on > timedelta(days=LATE_UPLOAD_DAYS):
        return "uploaded_too_late"
    return None


def ordering(recorded_at: datetime, now: datetime) -> datetime:
    """Return the instant that orders a write: when it was recorded, but never after receipt."""
    return min(recorded_at, now)


def digest_of(body: dict[str, Any]) -> str:
    """Return a digest of what was written, which orders two writes of one instant."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
