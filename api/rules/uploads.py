"""Rules for what a phone hands in, maybe late, maybe twice, maybe out of order."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.rules.instants import A_DAY, History, local_date, local_date_in_history, zone

Order = tuple[datetime, str]

# What was recorded in time may arrive this much later.
LATE_UPLOAD_DAYS = 92
# By hand a check-in can be filled in for yesterday, and a slot logged, until its next day ends.
BACKFILL = timedelta(days=1)
WEEK = timedelta(days=7)
# Stands for the digest of an undo, so that it comes after every log of its instant.
UNDO = "~"


@dataclass(frozen=True, slots=True)
class Stamps:
    """When a phone recorded and sent something, by its own clock, and when it came, by ours.

    `phone` is the sign-in that it came by; None is of a time when phones were not told apart.
    `sent_at` is None of a phone that does not say it.
    """

    recorded_at: datetime
    sent_at: datetime | None
    received_at: datetime
    phone: UUID | None

    @property
    def corrected_at(self) -> datetime:
        """When it was recorded, by our clock: never after it came."""
        ahead = (self.sent_at or self.received_at) - self.received_at
        return min(self.recorded_at - ahead, self.received_at)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a phone said of one thing; `answers` is None where it takes back what was said.

    `ordered_at` is the corrected instant. Which of several holds is told by `prevailing`. Compared
    are all but the answers, for which the digest stands.
    """

    answers: dict[str, Any] | None = field(compare=False)
    phone: UUID | None
    recorded_at: datetime
    ordered_at: datetime
    digest: str
    received_at: datetime

    @property
    def place(self) -> Order:
        """Where it stands among all that its phone said, whose clock may be wrong."""
        return self.recorded_at, self.digest

    @property
    def order(self) -> Order:
        """Where it stands among what several phones said."""
        return self.ordered_at, self.digest

    @property
    def told(self) -> dict[str, Any]:
        """The columns that tell when it was said and by which phone, without the answers."""
        names = ("recorded_at", "ordered_at", "digest", "received_at")
        return {"sign_in_id": self.phone, **{name: getattr(self, name) for name in names}}

    def repeats(self, other: "Upload") -> bool:
        """Tell whether another is this one, come again; that of no known phone is of any."""
        return self.place == other.place and self.phone in (None, other.phone)

    def is_told_by(self, held: Any) -> bool:
        """Tell whether what holds, by its columns, is this one, and was on its way no longer."""
        same = (held.sign_in_id, held.recorded_at, held.digest)
        return same == (self.phone, *self.place) and held.ordered_at <= self.ordered_at

    def recorded_on(self, history: History) -> date:
        """Return the date on the client's calendar when her phone recorded it."""
        return local_date_in_history(self.ordered_at, history)

    def refused_for(self, on: date, history: History) -> str | None:
        """Return the code of why it cannot be taken for a date, or None."""
        latest = self.latest_date(history)
        return refused_date(on, self.recorded_on(history), latest, self.received_at)

    def refused_for_week(self, monday: date, history: History) -> str | None:
        """Return the code of why it cannot be taken for a week, or None."""
        latest = self.latest_date(history)
        return refused_week(monday, self.recorded_on(history), latest, self.received_at)

    def latest_date(self, history: History) -> date:
        """Return the latest date that had begun for her when it came."""
        return latest_date(history, self.ordered_at, self.received_at)


def upload_of(answers: dict[str, Any], stamps: Stamps) -> Upload:
    """Return what came now as it is ordered among all that is said of the same thing."""
    return _upload(answers, digest_of(answers), stamps)


def taking_back(stamps: Stamps) -> Upload:
    """Return an upload that takes back what was said before it."""
    return _upload(None, UNDO, stamps)


def prevailing(said: Iterable[Upload]) -> Upload:
    """Return which of all that was said of one thing holds; there must be something.

    Of one phone it is what it recorded last by its own clock, however wrong that is; of several
    phones, the last of these by the corrected instant.
    """
    of_phone: dict[UUID | None, Upload] = {}
    for each in said:
        known = of_phone.setdefault(each.phone, each)
        if each.place > known.place:
            of_phone[each.phone] = each
    return max(of_phone.values(), key=lambda upload: upload.order)


def joined(said: Sequence[Upload], upload: Upload) -> list[Upload]:
    """Return all that was said with an upload that came now, which may be one of them again.

    What comes again may have been on its way for less time: the earlier corrected instant counts.
    """
    others = [each for each in said if not each.repeats(upload)]
    same = [each for each in said if each.repeats(upload)]
    ordered_at = min(each.ordered_at for each in (upload, *same))
    first = (same or [upload])[0]
    return [*others, replace(first, phone=upload.phone, ordered_at=ordered_at)]


def latest_date(history: History, since: datetime, now: datetime) -> date:
    """Return the latest date that it is now in any zone where the client was since then.

    A phone that just came from the east has logged a date that has not begun where it is now.
    """
    here = bisect_right(history, since, key=lambda span: span.from_at) - 1
    lived = history[max(here, 0) :]
    return max(local_date(now, zone(span.timezone)) for span in lived)


def refused_date(on: date, recorded_on: date, latest: date, now: datetime) -> str | None:
    """Return the code of why an entry for a date cannot be taken now, or None.

    `recorded_on` is the client's local date when the phone recorded it, `latest` the latest date
    that has begun for her.
    """
    if on > latest:
        return "date_in_the_future"
    if recorded_on > on + BACKFILL:
        return "recorded_too_late"
    if recorded_on < on - BACKFILL:
        return "recorded_before_its_date"
    if now.date() - on > timedelta(days=LATE_UPLOAD_DAYS):
        return "uploaded_too_late"
    return None


def within_reach(on: date, now: datetime) -> bool:
    """Tell whether anything that comes now may be of a date, in whichever zone; else none is."""
    two_days = 2 * A_DAY
    return -two_days <= now.date() - on <= timedelta(days=LATE_UPLOAD_DAYS) + two_days


def asked_week(on: date) -> date:
    """Return the Monday of the week that is asked about: on a Sunday its own, else the last one."""
    sunday = on - (on.isoweekday() % 7) * A_DAY
    return sunday - 6 * A_DAY


def sunday_of(monday: date) -> date:
    """Return the last date of the week that begins on a Monday."""
    return monday + 6 * A_DAY


def refused_week(monday: date, recorded_on: date, latest: date, now: datetime) -> str | None:
    """Return the code of why a weekly entry cannot be taken now, or None.

    A week can be told of from its Monday until the week after it ends; what was recorded in time
    may arrive later. `recorded_on` and `latest` are as for a date.
    """
    sunday = sunday_of(monday)
    if monday.isoweekday() != 1:
        return "not_a_monday"
    if monday > latest:
        return "date_in_the_future"
    if recorded_on < monday:
        return "recorded_before_its_week"
    if recorded_on > sunday + WEEK:
        return "recorded_too_late"
    if now.date() - sunday > timedelta(days=LATE_UPLOAD_DAYS):
        return "uploaded_too_late"
    return None


def refused_undo(on: date, latest: date) -> str | None:
    """Return the code of why a date or week cannot be taken back, or None."""
    return "date_in_the_future" if on > latest else None


def date_or_today(said: Any, history: History, now: datetime) -> date:
    """Return a date that was said, today where it is none, has not begun or is too long ago."""
    today = local_date_in_history(now, history)
    try:
        on = date.fromisoformat(said)
    except (TypeError, ValueError):
        return today
    return on if timedelta(0) <= today - on <= timedelta(days=LATE_UPLOAD_DAYS) else today


def id_or_none(said: Any) -> UUID | None:
    """Return an id that was said, None where it is none."""
    try:
        return UUID(said)
    except (AttributeError, TypeError, ValueError):
        return None


def is_answered(answers: Mapping[str, Any] | None) -> bool:
    """Tell whether a check-in says anything: an answer, a note, a place or a flag."""
    said = dict(answers or {})
    said.pop("duration_s", None)
    return any(
        value.strip() if isinstance(value, str) else value not in (None, [])
        for value in said.values()
    )


def digest_of(body: dict[str, Any]) -> str:
    """Return a digest of what was written, which orders two writes of one instant."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _upload(answers: dict[str, Any] | None, digest: str, stamps: Stamps) -> Upload:
    ordered_at = stamps.corrected_at
    return Upload(answers, stamps.phone, stamps.recorded_at, ordered_at, digest, stamps.received_at)
