"""What a therapist prescribed: schedules, pauses, versions, and the end of a plan.

Which version asks for a slot is told here, too: an edit never touches what was due before it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from api.rules.plan.cues import Nudges, cue_times

HABIT = "habit"
WHOLE_DAY = "day"
"""The slot of a habit's daily answer."""
# A UTC date is over and the next local date has not begun anywhere.
_EVERYWHERE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall times on weekdays (0 is Monday) of every `interval_weeks`-th week.

    `timezone` is the pinned zone of a fixed schedule, None for one that follows the client.
    `window_min` is in minutes. `nudges` are a habit's cues, beside or instead of `times`.
    """

    times: tuple[time, ...]
    weekdays: frozenset[int]
    interval_weeks: int
    start_on: date
    end_on: date | None
    timezone: str | None
    window_min: int
    nudges: Nudges | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One edit of a prescription: in force from `effective_on`, known since `committed_at`.

    `sets` is the dose of one slot, None when the dose has no sets. `remind`: whether its slots
    are reminded of.
    """

    number: int
    effective_on: date
    committed_at: datetime
    schedule: Schedule
    sets: int | None
    remind: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """An interruption [from_at, until_at); without `until_at` it lasts. `safety`: by a stop."""

    from_at: datetime
    until_at: datetime | None
    safety: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One prescription with its whole history."""

    prescription_id: UUID
    kind: str
    versions: tuple[Version, ...]
    pauses: tuple[Pause, ...]
    stopped_at: datetime | None

    @property
    def is_habit(self) -> bool:
        """Whether it is a habit correction, answered once a day."""
        return self.kind == HABIT


def falls_on(schedule: Schedule, day: date) -> bool:
    """Return whether the schedule asks for anything on a local date.

    Every `interval_weeks`-th week counts in Monday weeks from the week of `start_on`.
    """
    if day < schedule.start_on or (schedule.end_on is not None and day > schedule.end_on):
        return False
    if day.weekday() not in schedule.weekdays:
        return False
    return (_week(day) - _week(schedule.start_on)) % schedule.interval_weeks == 0


def paused_at(plan: Plan, at: datetime) -> Pause | None:
    """Return the pause in force at an instant, one for safety first, or None."""
    if not plan.pauses:
        return None
    found = [
        pause
        for pause in plan.pauses
        if pause.from_at <= at and (pause.until_at is None or at < pause.until_at)
    ]
    return max(found, key=lambda pause: pause.safety, default=None)


def wall_times(plan: Plan, schedule: Schedule, day: date) -> dict[str, time]:
    """Return the wall times of one date by slot: "HH:MM" where scheduled, "n1" on for cues."""
    times = {_name(at): at for at in schedule.times}
    if schedule.nudges is None:
        return times
    return times | cue_times(plan.prescription_id, day, schedule.nudges)


def stages(plan: Plan) -> Iterator[Plan]:
    """Yield a plan as it was after each edit, the latest first, before anything stopped it."""
    for count in range(len(plan.versions), 0, -1):
        yield replace(plan, versions=plan.versions[:count], stopped_at=None)


def newest_first(plan: Plan) -> list[Version]:
    """Return the versions, the highest number first."""
    return sorted(plan.versions, key=lambda version: version.number, reverse=True)


def effective_on(versions: list[Version], day: date) -> list[Version]:
    """Return the versions that can ask for a slot of a date, the highest number first.

    `versions` come highest number first. Most dates have one: an edit made before the date began
    anywhere leaves the older versions nothing to ask for.
    """
    found: list[Version] = []
    for version in versions:
        if version.effective_on <= day:
            found.append(version)
            if version.committed_at.date() + _EVERYWHERE <= day:
                break
    return found


def asked_by(
    rivals: list[Version], dues: Callable[[Version], Mapping[str, datetime]]
) -> dict[str, tuple[datetime, Version]]:
    """Return one date's slots by name, each with its instant and the version that asks for it.

    `rivals` are the date's versions, the highest number first, at least one; `dues` gives the
    instants at which a version alone would ask. What was due before an edit stays as it was,
    the rest of the date is as the edit says. The first version asks for everything, so that its
    slots due before it was made are backdated.
    """
    first = rivals[-1]
    slots = {name: (due, first) for name, due in dues(first).items()}
    for edit in rivals[-2::-1]:
        made = edit.committed_at
        to_come = {name: (due, edit) for name, due in dues(edit).items() if due >= made}
        over = {name: slot for name, slot in slots.items() if slot[0] < made}
        slots = to_come | over
    return slots


def _week(day: date) -> int:
    # Ordinal 1, the first of January of year 1, is a Monday.
    return (day.toordinal() - 1) // 7


@lru_cache(maxsize=24 * 60)
def _name(at: time) -> str:
    return f"{at:%H:%M}"
