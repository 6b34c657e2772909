"""The slots of a plan: their dates, wall times, instants and windows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple
from uuid import UUID

from api.rules.instants import A_MINUTE, History, ZoneSpan, day_in_history, instant_in_history
from api.rules.plan.plans import (
    WHOLE_DAY,
    Key,
    Pause,
    Plan,
    Schedule,
    Version,
    as_of,
    asked_by,
    dates_of,
    paused_at,
    reigns,
    wall_times,
)

_Moment = tuple[datetime, date, str, Version]

_ALWAYS = datetime.min.replace(tzinfo=UTC)
# After travel across the date line, a slot may fall after a slot dated two days later; and where
# a client is, it may be two dates earlier or later than in a pinned zone.
_OVERLAP = timedelta(days=2)
# No brief and no caseload covers more: what is longer is made anew, so that what is kept is small.
_LONGEST_KEPT = timedelta(days=92)


class Slot(NamedTuple):
    """One thing to do, identified for ever by (prescription_id, local_date, slot).

    `slot` is the scheduled "HH:MM", `n1` to `nN` for a cue, or `day`; instants are in UTC.
    `version` is the version that it belongs to, stored at `committed_at`, which is later than
    `due_at` only if the plan was made to begin in the past.
    """

    prescription_id: UUID
    local_date: date
    slot: str
    due_at: datetime
    closes_at: datetime
    version: int
    committed_at: datetime


def reminder_slots(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the slots on local dates from..to that may get a reminder, ordered by due time.

    There is one per date and scheduled time, or cue of a habit. Its window closes after
    `window_min` or at the item's next slot, whichever is first. Slots that are paused or stopped
    when due are left out; a pause or stop never changes the window of an earlier slot.
    """
    asked = cue_slots(plan, history, from_on, to_on)
    return [slot for slot in asked if not paused_at(plan, slot.due_at)]


def cue_slots(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the slots of `reminder_slots` plus the paused ones, ordered by due time."""
    timed = _timed(plan, history, from_on, to_on)
    return [slot for slot in timed if not _stopped(plan, slot.due_at)]


def duty_slots(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the slots of the plan on local dates from..to, with paused ones, by due time.

    A habit has one slot `day` per date, from the beginning to the end of the client's local date,
    even if its cues are in a fixed zone. A habit's day counts as stopped or paused by its end,
    when its answer is due; a timed slot by the instant at which it is due.
    """
    is_plain = not (plan.pauses or plan.shown) and plan.stopped_at is None
    planned = plan if is_plain else replace(plan, pauses=(), stopped_at=None, shown=frozenset())
    make = _planned if to_on - from_on < _LONGEST_KEPT else _planned.__wrapped__
    slots = list(make(planned, history, from_on, to_on))
    if plan.stopped_at is not None:
        slots = [slot for slot in slots if not _stopped(plan, _judged_at(slot))]
    return _with_shown(plan, slots, history, from_on, to_on) if plan.shown else slots


def _with_shown(
    plan: Plan, slots: list[Slot], history: History, from_on: date, to_on: date
) -> list[Slot]:
    """Return the slots together with those that an edit has removed, but that she was shown."""
    known = {(slot.local_date, slot.slot) for slot in slots}
    for on, name, at in plan.shown:
        if from_on <= on <= to_on and (on, name) not in known and (was := as_of(plan, at)):
            slots += [slot for slot in duty_slots(was, history, on, on) if slot.slot == name]
    return sorted(slots, key=lambda slot: (slot.due_at, slot.local_date, slot.slot))


def slots_on(plan: Plan, history: History, on: date) -> list[Slot]:
    """Return what a client does on a date of hers, as `duty_slots` does, by due time.

    What follows her, and a habit's day, bears her date. A slot of a pinned zone may bear another:
    it is hers on the date on which it is due.
    """
    if plan.is_habit or all(version.schedule.timezone is None for version in plan.versions):
        return duty_slots(plan, history, on, on)
    span = day_in_history(on, history)
    near = duty_slots(plan, history, on - _OVERLAP, on + _OVERLAP)
    return [slot for slot in near if _is_on(plan, slot, on, span)]


def _is_on(plan: Plan, slot: Slot, on: date, span: tuple[datetime, datetime] | None) -> bool:
    if plan.versions[slot.version - 1].schedule.timezone is None:
        return slot.local_date == on
    return span is not None and span[0] <= slot.due_at < span[1]


def pause_of(plan: Plan, slot: Slot) -> Pause | None:
    """Return the pause that covers a slot, a safety pause first, or None.

    A safety pause covers every timed slot whose window it overlaps: a client who was told to stop
    did not miss that slot.
    """
    return _stop_within(plan, slot) or paused_at(plan, _judged_at(slot))


def zones_of(schedule: Schedule, history: History) -> History:
    """Return the zones that a schedule's wall times follow: its fixed one, or the client's."""
    return history if schedule.timezone is None else (ZoneSpan(schedule.timezone, _ALWAYS),)


def _stop_within(plan: Plan, slot: Slot) -> Pause | None:
    for pause in plan.pauses if slot.slot != WHOLE_DAY else ():
        ends_before = pause.until_at is not None and pause.until_at <= slot.due_at
        if pause.safety and pause.from_at < slot.closes_at and not ends_before:
            return pause
    return None


def _judged_at(slot: Slot) -> datetime:
    return slot.closes_at - datetime.resolution if slot.slot == WHOLE_DAY else slot.due_at


def _stopped(plan: Plan, at: datetime) -> bool:
    return plan.stopped_at is not None and at >= plan.stopped_at


# Eight items each of 250 clients over four weeks take about 16 MB. Whoever looks at a caseload
# looks again, and only an edit or the next day asks for other slots.
@lru_cache(maxsize=2048)
def _planned(plan: Plan, history: History, from_on: date, to_on: date) -> tuple[Slot, ...]:
    """Return what `duty_slots` has of a plan that was never paused or stopped."""
    asked = _daily if plan.is_habit else _timed
    return tuple(asked(plan, history, from_on, to_on))


def _timed(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return the timed slots of the dates, ignoring pauses and the stop."""
    longest = max((version.schedule.window_min for version in plan.versions), default=0)
    ahead = _OVERLAP + timedelta(days=1, minutes=longest)
    # Date and name are unique among the moments, so sorting never compares versions.
    moments = sorted(_moments(plan, history, from_on - _OVERLAP, to_on + ahead))
    return [
        Slot(plan.prescription_id, day, name, due, closes, version.number, version.committed_at)
        for (due, day, name, version), closes in zip(moments, _closing(moments), strict=True)
        if from_on <= day <= to_on
    ]


def _closing(moments: list[_Moment]) -> list[datetime]:
    """Return the instant at which the window of each moment closes."""
    found: list[datetime] = []
    next_due: datetime | None = None
    later: datetime | None = None
    for due, _, _, version in reversed(moments):
        # In a gap two wall times can share one instant; neither closes the other's window.
        later = next_due if next_due is not None and due < next_due else later
        next_due = due
        closes = due + version.schedule.window_min * A_MINUTE
        found.append(closes if later is None else min(later, closes))
    return found[::-1]


def _moments(plan: Plan, history: History, from_on: date, to_on: date) -> list[_Moment]:
    found: list[_Moment] = []
    for rivals, first_on, last_on in reigns(plan, from_on, to_on):
        asked = asked_by(rivals, partial(_dues, plan, history, first_on, last_on))
        found += [(due, day, name, by) for (day, name), (due, by) in asked.items()]
    return found


def _dues(
    plan: Plan, history: History, from_on: date, to_on: date, version: Version
) -> dict[Key, datetime]:
    """Return the instants of the slots of dates from..to, as one version alone defines them."""
    schedule = version.schedule
    zones = zones_of(schedule, history)
    return {
        (day, name): due
        for day in dates_of(schedule, from_on, to_on)
        for name, at in wall_times(plan, schedule, day).items()
        if (due := instant_in_history(day, at, zones)) is not None
    }


def _daily(plan: Plan, history: History, from_on: date, to_on: date) -> list[Slot]:
    """Return one slot per date of a habit's schedule, ignoring pauses and the stop."""
    slots: list[Slot] = []
    for rivals, first_on, last_on in reigns(plan, from_on, to_on):
        spans = _days(history, first_on, last_on)
        for (day, name), (_, by) in asked_by(rivals, partial(_due_daily, spans)).items():
            begin, end = spans[day]
            slots.append(
                Slot(plan.prescription_id, day, name, begin, end, by.number, by.committed_at)
            )
    return sorted(slots, key=lambda slot: slot.local_date)


def _days(history: History, from_on: date, to_on: date) -> dict[date, tuple[datetime, datetime]]:
    """Return the begin and end of the client's dates from..to, without those that she skipped."""
    on = map(date.fromordinal, range(from_on.toordinal(), to_on.toordinal() + 1))
    return {day: span for day in on if (span := day_in_history(day, history)) is not None}


def _due_daily(
    spans: Mapping[date, tuple[datetime, datetime]], version: Version
) -> dict[Key, datetime]:
    """Return when each date begins on which one version alone asks for an answer."""
    if not spans:
        return {}
    dates = dates_of(version.schedule, min(spans), max(spans))
    return {(day, WHOLE_DAY): spans[day][0] for day in dates if day in spans}
