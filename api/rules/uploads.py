"""Rules for what a phone hands in, maybe late, maybe twice, maybe out of order."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from api.rules.instants import A_DAY

# What was recorded in time may arrive this much later.
LATE_UPLOAD_DAYS = 92
# By hand a check-in can be filled in for yesterday, and a slot logged, until its next day ends.
BACKFILL = timedelta(days=1)
FURTHEST_AHEAD = timedelta(hours=14)
WEEK = timedelta(days=7)


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


def asked_week(on: date) -> date:
    """Return the Monday of the week that is asked about: on a Sunday its own, else the last one."""
    sunday = on - (on.isoweekday() % 7) * A_DAY
    return sunday - 6 * A_DAY


def refused_week(monday: date, recorded_on: date, now: datetime) -> str | None:
    """Return the code of why a weekly entry cannot be taken now, or None.

    A week can be told of from its Monday until the week after it ends, `recorded_on` being the
    client's local date; what was recorded in time may arrive later, as for a date.
    """
    sunday = monday + 6 * A_DAY
    if monday.isoweekday() != 1:
        return "not_a_monday"
    if monday > latest_date(now):
        return "date_in_the_future"
    if recorded_on < monday:
        return "recorded_before_its_week"
    if recorded_on > sunday + WEEK:
        return "recorded_too_late"
    if now.date() - sunday > timedelta(days=LATE_UPLOAD_DAYS):
        return "uploaded_too_late"
    return None


def ordering(recorded_at: datetime, now: datetime) -> datetime:
    """Return the instant that orders a write: when it was recorded, but never after receipt."""
    return min(recorded_at, now)


def digest_of(body: dict[str, Any]) -> str:
    """Return a digest of what was written, which orders two writes of one instant."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
