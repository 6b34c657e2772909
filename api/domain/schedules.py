"""Which slots a plan asks for: dates, wall times, instants and windows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from api.domain.instants import ZoneSpan, day_in_history, instant_in_history
from api.domain.plans import (
    CUE,
    DAY,
    Pause,
    Plan,
    Schedule,
    Version,
    deciding,
    effective_on,
    falls_on,
    newest_first,
    paused_at,
    wall_times,
)

__all__ = [
    "DAY",
    "Pause",
    "Plan",
    "Schedule",
    "Slot",
    "Version",
    "duty_slots",
    "falls_on",
    "pause_of",
    "paused_at",
    "reminder_slots",
]

History = tuple[ZoneSpan, ...]

_ALWAYS = datetime.min.replace(tzinfo=UTC)
# Travel over the date line can put a slot of one date after a slot of a date two days later.
_OVERLAP_DAYS = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing asked for, named for ever by (prescription_id, local_date, slot).

    `slot` is the scheduled "HH:MM", a cue's `n1` to `nN`, or `day`; instants are UTC. `version`
    asked for it and was committed at `committed_at`: later than `due_at` only when the plan was
    made to begin in the past.
    """

    prescription_id: UUID
    local_date: date
    slot: str
    due_at: datetime
    closes_at: datetime
    version: int
    committed_at: datetime


def reminder_slots(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the slots that may be reminded on local dates from..to, by due time.

    One per scheduled time and date, for habits their cue times. It closes at the item's next
    later slot or after `window_min`, whichever is first. Slots paused or stopped by then do not
    exist; a pause or stop never changes the window of an earlier slot.
    """
    timed = _timed(plan, history, from_on, to_on)
    return [
        slot
        for slot in timed
        if not _stopped(plan, slot.due_at) and not paused_at(plan, slot.due_at)
    ]


def duty_slots(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the slots asked for on local dates from..to, paused ones included, by due time.

    A habit has one slot `day` per date, from the begin to the end of the client's own date, even
    when its cues are pinned to a zone. Whether a habit's day was stopped or paused is judged at
    its end, when its answer falls due; a timed slot is judged when it is due.
    """
    asked = _daily if plan.is_habit else _timed
    slots = asked(plan, history, from_on, to_on)
    return [slot for slot in slots if not _stopped(plan, _judged_at(slot))]


def pause_of(plan: Plan, slot: Slot) -> Pause | None:
    """Return the pause that excuses a slot, one for safety first, or None."""
    return paused_at(plan, _judged_at(slot))


def _judged_at(slot: Slot) -> datetime:
    return slot.closes_at - datetime.resolution if slot.slot == DAY else slot.due_at


def _stopped(plan: Plan, at: datetime) -> bool:
    return plan.stopped_at is not None and at >= plan.stopped_at


def _timed(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the scheduled times of the dates, whatever pauses and the stop say."""
    versions = newest_first(plan)
    margin = timedelta(days=_OVERLAP_DAYS)
    longest = max((version.schedule.window_min for version in versions), default=0)
    ahead = margin + timedelta(days=1, minutes=longest)
    asked = _moments(plan, versions, history, from_on - margin, to_on + ahead)
    moments = sorted(asked, key=lambda moment: (moment[0], moment[1], moment[2]))
    slots: list[Slot] = []
    next_due: datetime | None = None
    later: datetime | None = None
    for due, day, label, version in reversed(moments):
        # Two wall times can share one instant in a gap; neither closes the other.
        later = next_due if next_due is not None and due < next_due else later
        next_due = due
        if from_on <= day <= to_on:
            closes = due + timedelta(minutes=version.schedule.window_min)
            closes = closes if later is None else min(later, closes)
            slots.append(_slot(plan, version, day, label, due, closes))
    slots.reverse()
    return slots


def _moments(
    plan: Plan, versions: list[Version], history: History, from_on: date, to_on: date
) -> Iterator[tuple[datetime, date, str, Version]]:
    for day in _dates(from_on, to_on):
        rivals = effective_on(versions, day)
        for version in rivals:
            if not falls_on(version.schedule, day):
                continue
            for label, at in wall_times(plan, version.schedule, day).items():
                due = instant_in_history(day, at, _clock(version.schedule, history))
                if due is not None and version is _decider(rivals, day, label, at, history):
                    yield due, day, label, version


def _decider(rivals: list[Version], day: date, label: str, at: time, history: History) -> Version:
    if label[0] == CUE:
        # Cues are sampled anew by an edit and never count: the newest version has the say.
        return rivals[0]
    return deciding(
        rivals, lambda version: instant_in_history(day, at, _clock(version.schedule, history))
    )


def _daily(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return one slot per date on which the habit falls, whatever pauses and the stop say."""
    versions = newest_first(plan)
    slots: list[Slot] = []
    for day in _dates(from_on, to_on):
        rivals = effective_on(versions, day)
        span = day_in_history(day, history) if rivals else None
        if span is None:
            continue
        version = _known_at(rivals, span[0])
        if falls_on(version.schedule, day):
            slots.append(_slot(plan, version, day, DAY, *span))
    return slots


def _known_at(rivals: list[Version], at: datetime) -> Version:
    return deciding(rivals, lambda _: at)


def _slot(
    plan: Plan, version: Version, day: date, label: str, due: datetime, closes: datetime
) -> Slot:
    return Slot(plan.prescription_id, day, label, due, closes, version.number, version.committed_at)


def _clock(schedule: Schedule, history: History) -> History:
    """Return the zones a schedule follows: its pinned one, else the client's."""
    return history if schedule.timezone is None else (ZoneSpan(schedule.timezone, _ALWAYS),)


def _dates(from_on: date, to_on: date) -> Iterator[date]:
    for ordinal in range(from_on.toordinal(), to_on.toordinal() + 1):
        yield date.fromordinal(ordinal)
