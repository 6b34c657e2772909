"""What a therapist prescribed: schedules, their versions, pauses and the end of a plan."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

HABIT = "habit"
DAY = "day"
"""The slot of a habit's daily answer."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall times on weekdays (0 is Monday) of every `interval_weeks`-th week.

    `timezone` is the pinned zone of a fixed schedule, None for one that follows the client.
    `window_min` is in minutes.
    """

    times: tuple[time, ...]
    weekdays: frozenset[int]
    interval_weeks: int
    start_on: date
    end_on: date | None
    timezone: str | None
    window_min: int


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


def wall_times(schedule: Schedule) -> dict[str, time]:
    """Return the wall times of one date by the name of their slot, "HH:MM"."""
    return {f"{at:%H:%M}": at for at in schedule.times}


def newest_first(plan: Plan) -> list[Version]:
    """Return the versions, the highest number first."""
    return sorted(plan.versions, key=lambda version: version.number, reverse=True)


def in_force(versions: list[Version], day: date) -> Version | None:
    """Return the version in force on a date when it asks for anything then, else None.

    It is the highest-numbered one effective by the date; `versions` come highest number first.
    """
    for version in versions:
        if version.effective_on <= day:
            return version if falls_on(version.schedule, day) else None
    return None


def made_at(
    versions: list[Version], version: Version, day: date, label: str, due: datetime
) -> datetime:
    """Return when a slot of `version` came to be: an edit after it was due does not make it anew.

    `versions` come highest number first.
    """
    if version.committed_at <= due:
        return version.committed_at
    for older in versions:
        if older.number >= version.number or older.effective_on > day:
            continue
        if not falls_on(older.schedule, day) or label not in {DAY, *wall_times(older.schedule)}:
            break
        if older.committed_at <= due:
            return older.committed_at
    return version.committed_at
