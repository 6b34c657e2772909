"""What a therapist prescribed: schedules, their versions, pauses and the end of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from api.rules.plan.cues import Nudges, cue_times

HABIT = "habit"
DAY = "day"
"""The slot of a habit's daily answer."""


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


def _week(day: date) -> int:
    # Ordinal 1, the first of January of year 1, is a Monday.
    return (day.toordinal() - 1) // 7


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


@lru_cache(maxsize=24 * 60)
def _name(at: time) -> str:
    return f"{at:%H:%M}"


def stages(plan: Plan) -> Iterator[Plan]:
    """Yield a plan as it was after each edit, the latest first, before anything stopped it."""
    for count in range(len(plan.versions), 0, -1):
        yield replace(plan, versions=plan.versions[:count], stopped_at=None)
