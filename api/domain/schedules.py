"""Which slots a plan asks for: dates, wall times, instants and windows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from api.domain.instants import ZoneSpan, day_in_history, instant_in_history
from api.domain.plans import (
    DAY,
    Pause,
    Plan,
    Schedule,
    Version,
    falls_on,
    in_force,
    made_at,
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

    `slot` is the scheduled "HH:MM" or `day`; instants are UTC. `version` was in force on the
    date. `committed_at` is when the slot came to be: the commit of that version or, when the edit
    came after the slot was due, of the earlier version that had asked for the same slot already.
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
    moments = sorted(_moments(versions, history, from_on - margin, to_on + ahead))
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
            made = made_at(versions, version, day, label, due)
            slots.append(Slot(plan.prescription_id, day, label, due, closes, version.number, made))
    slots.reverse()
    return slots


def _moments(
    versions: list[Version], history: History, from_on: date, to_on: date
) -> Iterator[tuple[datetime, date, str, Version]]:
    times = {version.number: wall_times(version.schedule) for version in versions}
    for day in _dates(from_on, to_on):
        if (version := in_force(versions, day)) is None:
            continue
        clock = _clock(version.schedule, history)
        for label, at in times[version.number].items():
            if (due := instant_in_history(day, at, clock)) is not None:
                yield due, day, label, version


def _daily(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return one slot per date on which the habit falls, whatever pauses and the stop say."""
    versions = newest_first(plan)
    slots: list[Slot] = []
    for day in _dates(from_on, to_on):
        if (version := in_force(versions, day)) is None:
            continue
        if (span := day_in_history(day, history)) is not None:
            made = made_at(versions, version, day, DAY, span[0])
            slots.append(Slot(plan.prescription_id, day, DAY, *span, version.number, made))
    return slots


def _clock(schedule: Schedule, history: History) -> History:
    """Return the zones a schedule follows: its pinned one, else the client's."""
    return history if schedule.timezone is None else (ZoneSpan(schedule.timezone, _ALWAYS),)


def _dates(from_on: date, to_on: date) -> Iterator[date]:
    for ordinal in range(from_on.toordinal(), to_on.toordinal() + 1):
        yield date.fromordinal(ordinal)
