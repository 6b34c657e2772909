"""What a client is to be reminded of in a span of time: the slots of her items, her check-ins."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.rules.instants import A_DAY, ZoneSpan, instant_in_history, local_date_in_history
from api.rules.plan.plans import WHOLE_DAY, Plan
from api.rules.plan.schedules import Slot, reminder_slots

CHECK_IN = "check_in"
"""The slot, and the source, of a daily check-in."""
WEEKLY = "weekly_check_in"
"""The same of a weekly one, on the Sunday of its week."""
SUNDAY = 7
CHECK_IN_WINDOW = timedelta(minutes=120)
Key = tuple[UUID, date, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A client with all that says when she is reminded.

    `check_in_at` is the wall time of her check-ins, None when she is not asked.
    `history` is ordered and not empty; on the dates `excused_on` nothing is due.
    """

    client_id: UUID
    plans: tuple[Plan, ...]
    history: tuple[ZoneSpan, ...]
    check_in_at: time | None
    excused_on: frozenset[date]


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder to come: `subject_id`, `local_date` and `slot` name it for ever.

    `timezone` is the zone of a fixed schedule, None where times follow whoever is reminded.
    """

    source: str
    subject_id: UUID
    prescription_id: UUID | None
    local_date: date
    slot: str
    due_at: datetime
    closes_at: datetime
    timezone: str | None = None

    @property
    def key(self) -> Key:
        return self.subject_id, self.local_date, self.slot


def agenda(subject: Subject, after: datetime, until: datetime) -> list[Due]:
    """Return what falls due in (after, until], whatever has been done or sent of it."""
    from_on = local_date_in_history(after, subject.history) - A_DAY
    to_on = local_date_in_history(until, subject.history) + A_DAY
    return [
        due
        for source in (_of_plans, _of_check_ins)
        for due in source(subject, from_on, to_on)
        if after < due.due_at <= until and due.local_date not in subject.excused_on
    ]


def is_done(about: Key, done: Set[Key]) -> bool:
    """Tell whether a slot was answered, by itself or by a habit's answer for its whole day."""
    subject_id, on, _ = about
    return about in done or (subject_id, on, WHOLE_DAY) in done


def _of_plans(subject: Subject, from_on: date, to_on: date) -> Iterator[Due]:
    for plan in subject.plans:
        source = "nudge" if plan.is_habit else "prescription"
        for slot in reminder_slots(plan, subject.history, from_on, to_on):
            version = plan.versions[slot.version - 1]
            if version.remind:
                yield _of_slot(source, slot, version.schedule.timezone)


def _of_slot(source: str, slot: Slot, timezone: str | None) -> Due:
    item, ends = slot.prescription_id, (slot.due_at, slot.closes_at)
    return Due(source, item, item, slot.local_date, slot.slot, *ends, timezone)


def _of_check_ins(subject: Subject, from_on: date, to_on: date) -> Iterator[Due]:
    if subject.check_in_at is None:
        return
    for ordinal in range(from_on.toordinal(), to_on.toordinal() + 1):
        day = date.fromordinal(ordinal)
        due_at = instant_in_history(day, subject.check_in_at, subject.history)
        if due_at is not None:
            closes_at = due_at + CHECK_IN_WINDOW
            for slot in (CHECK_IN, WEEKLY) if day.isoweekday() == SUNDAY else (CHECK_IN,):
                yield Due(slot, subject.client_id, None, day, slot, due_at, closes_at)
