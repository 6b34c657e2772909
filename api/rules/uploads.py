"""Rules for what a phone hands in, maybe late, maybe twice, maybe out of order."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.rules.instants import A_DAY, History, local_date_in_history

Order = tuple[datetime, str]

# What was recorded in time may arrive this much later.
LATE_UPLOAD_DAYS = 92
# By hand a check-in can be filled in for yesterday, and a slot logged, until its next day ends.
BACKFILL = timedelta(days=1)
FURTHEST_AHEAD = timedelta(hours=14)
WEEK = timedelta(days=7)
# Stands for the digest of an undo, so that it comes after every log of its instant.
UNDO = "~"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a phone said of one thing; of two of the same thing the later one by `order` holds."""

    answers: dict[str, Any]
    recorded_at: datetime
    ordered_at: datetime
    digest: str
    received_at: datetime

    @property
    def order(self) -> Order:
        """When it was said, and its digest to tell two of one instant apart."""
        return self.ordered_at, self.digest

    @property
    def told(self) -> dict[str, Any]:
        """The columns that tell when it was said, without the answers."""
        names = ("recorded_at", "ordered_at", "digest", "received_at")
        return {name: getattr(self, name) for name in names}

    @property
    def columns(self) -> dict[str, Any]:
        """All columns that it fills of its row."""
        return self.answers | self.told

    def recorded_on(self, history: History) -> date:
        """Return the date on the client's calendar when her phone recorded it."""
        return local_date_in_history(self.ordered_at, history)

    def refused_for(self, on: date, history: History) -> str | None:
        """Return the code of why it cannot be taken for a date, or None."""
        return refused_date(on, self.recorded_on(history), self.received_at)


def upload_of(answers: dict[str, Any], recorded_at: datetime, now: datetime) -> Upload:
    """Return what came now as it is ordered among all that is said of the same thing."""
    return Upload(answers, recorded_at, ordering(recorded_at, now), digest_of(answers), now)


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
