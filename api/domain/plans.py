"""What a therapist prescribed: schedules, their versions, pauses and the end of a plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.domain.cues import Nudges, cue_times

HABIT = "habit"
DAY = "day"
"""The slot of a habit's daily answer."""
CUE = "n"
"""What the slot of a habit's sampled cue begins with: n1, n2 and so on."""
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

    `sets` is the dose of one slot, None when the dose has no sets.
    """

    number: int
    effective_on: date
    committed_at: datetime
    schedule: Schedule
    sets: int | None


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
    times = {f"{at:%H:%M}": at for at in schedule.times}
    if schedule.nudges is None:
        return times
    return times | cue_times(plan.prescription_id, day, schedule.nudges)


def newest_first(plan: Plan) -> list[Version]:
    """Return the versions, the highest number first."""
    return sorted(plan.versions, key=lambda version: version.number, reverse=True)


def effective_on(versions: list[Version], day: date) -> list[Version]:
    """Return the versions that can decide about a slot of a date, the highest number first.

    `versions` come highest number first. Most dates have one: what was edited before the date
    began anywhere leaves the older versions nothing to say.
    """
    found: list[Version] = []
    for version in versions:
        if version.effective_on <= day:
            found.append(version)
            if version.committed_at.date() + _EVERYWHERE <= day:
                break
    return found


def deciding(rivals: list[Version], due: Callable[[Version], datetime | None]) -> Version:
    """Return the version that says whether a slot exists: the newest one known when it was due.

    So an edit never adds or takes away a slot that was due before it. When none was known yet the
    oldest decides, whose slots are then backdated. `due` gives the slot's instant by a version.
    """
    if len(rivals) > 1:
        for version in rivals:
            at = due(version)
            if at is not None and version.committed_at <= at:
                return version
    return rivals[-1]
