"""A prescription as the rules see it: its versions, schedules and pauses, and its stop.

Here is decided, too, which version a slot belongs to: an edit never changes slots that were due
before it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from api.rules.instants import A_DAY
from api.rules.plan.cues import Nudges, cue_times

HABIT = "habit"
WHOLE_DAY = "day"
"""The slot of a habit's daily answer."""
Key = tuple[date, str]
"""A slot of a plan: its local date and its name."""
TAKEN_BACK_WITHIN = timedelta(hours=24)
# A date this long after the UTC date of an edit had not begun anywhere when the edit was made.
_EVERYWHERE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall times on weekdays (0 is Monday) of every `interval_weeks`-th week.

    `timezone` is the zone of a fixed schedule, None for one that follows the client. `window_min`
    is in minutes. `nudges` are a habit's cues, in addition to `times` or instead of them.
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
    """One version of a prescription: in force from `effective_on`, stored at `committed_at`.

    `sets` is the number of sets per slot, None when the dose has none. `remind`: whether its slots
    get reminders.
    """

    number: int
    effective_on: date
    committed_at: datetime
    schedule: Schedule
    sets: int | None
    remind: bool = True


class Lasting(Protocol):
    """What a pause lasts over, [from_at, until_at), and whether it is for safety."""

    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime | None: ...
    @property
    def safety(self) -> bool: ...


P = TypeVar("P", bound=Lasting)


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause over [from_at, until_at), open-ended without `until_at`; `safety`: a safety stop."""

    from_at: datetime
    until_at: datetime | None
    safety: bool


class Shown(NamedTuple):
    """A slot that was logged, and as of when the plan was that showed it."""

    local_date: date
    slot: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """One prescription with its whole history.

    `shown` are slots that she logged by a plan as it was before an edit that her phone did not know
    of: they stay hers.
    """

    prescription_id: UUID
    kind: str
    versions: tuple[Version, ...]
    pauses: tuple[Pause, ...]
    stopped_at: datetime | None
    shown: frozenset[Shown] = frozenset()

    @property
    def is_habit(self) -> bool:
        """Whether this is a habit correction, which is logged once a day."""
        return self.kind == HABIT


def falls_on(schedule: Schedule, day: date) -> bool:
    """Return whether the schedule has slots on a local date."""
    return bool(dates_of(schedule, day, day))


def dates_of(schedule: Schedule, from_on: date, to_on: date) -> list[date]:
    """Return the local dates from..to on which the schedule has slots.

    Weeks begin on Monday and are counted from the week of `start_on`.
    """
    last_on = to_on if schedule.end_on is None else min(schedule.end_on, to_on)
    span = range(max(schedule.start_on, from_on).toordinal(), last_on.toordinal() + 1)
    weekdays, interval = schedule.weekdays, schedule.interval_weeks
    first = week_of(schedule.start_on)
    return [
        date.fromordinal(n)
        for n in span
        # Ordinal 1, the first of January of year 1, is a Monday.
        if (n - 1) % 7 in weekdays and ((n - 1) // 7 - first) % interval == 0
    ]


def paused_at(plan: Plan, at: datetime) -> Pause | None:
    """Return the pause in force at an instant, a safety pause first, or None."""
    return in_force(plan.pauses, at) if plan.pauses else None


def in_force(pauses: Iterable[P], at: datetime) -> P | None:
    """The same of any pauses of an item: those of a plan, or rows that tell more of each."""
    found = [
        pause
        for pause in pauses
        if pause.from_at <= at and (pause.until_at is None or at < pause.until_at)
    ]
    return max(found, key=lambda pause: pause.safety, default=None)


def can_be_taken_back(stopped_at: datetime, now: datetime) -> bool:
    """Return whether a stop is so recent that a therapist may still undo it."""
    return now - stopped_at <= TAKEN_BACK_WITHIN


def wall_times(plan: Plan, schedule: Schedule, day: date) -> Mapping[str, time]:
    """Return the wall times of a date by slot: "HH:MM" for scheduled times, "n1", "n2" for cues."""
    times = _by_name(schedule.times)
    if schedule.nudges is None:
        return times
    return {**times, **cue_times(plan.prescription_id, day, schedule.nudges)}


def as_of(plan: Plan, at: datetime) -> Plan | None:
    """Return the plan as it was at an instant, None if there was none."""
    known = tuple(version for version in plan.versions if version.committed_at <= at)
    is_stopped = plan.stopped_at is not None and plan.stopped_at <= at
    stopped_at = plan.stopped_at if is_stopped else None
    was = replace(plan, versions=known, stopped_at=stopped_at, shown=frozenset())
    return was if known else None


def stages(plan: Plan) -> Iterator[Plan]:
    """Yield the plan as it was after each edit, the latest first, without its stop."""
    for count in range(len(plan.versions), 0, -1):
        yield replace(plan, versions=plan.versions[:count], stopped_at=None)


def newest_first(plan: Plan) -> list[Version]:
    """Return the versions, the highest number first."""
    return sorted(plan.versions, key=lambda version: version.number, reverse=True)


def effective_on(versions: list[Version], day: date) -> list[Version]:
    """Return the versions that may own slots of a date, the highest number first.

    `versions` must be ordered by number, the highest first. Most dates have one such version: an
    edit made before the date began anywhere leaves no slot of it to older versions.
    """
    found: list[Version] = []
    for version in versions:
        if version.effective_on <= day:
            found.append(version)
            if _over_on(version) <= day:
                break
    return found


def _over_on(edit: Version) -> date:
    """Return the first date of which an edit leaves no slot to older versions."""
    return edit.committed_at.date() + _EVERYWHERE


def reigns(plan: Plan, from_on: date, to_on: date) -> Iterator[tuple[list[Version], date, date]]:
    """Yield (rivals, first date, last date) of each run of dates with the same `effective_on`."""
    versions = newest_first(plan)
    turns = {each.effective_on for each in versions} | {_over_on(each) for each in versions}
    firsts = [from_on, *sorted(on for on in turns if from_on < on <= to_on)]
    for first, following in pairwise([*firsts, to_on + A_DAY]):
        if rivals := effective_on(versions, first):
            yield rivals, first, following - A_DAY


def asked_by(
    rivals: list[Version], dues: Callable[[Version], Mapping[Key, datetime]]
) -> dict[Key, tuple[datetime, Version]]:
    """Return the slots of some dates, each with its instant and the version it belongs to.

    `rivals` are the versions of all these dates, at least one, the highest number first; `dues`
    returns the slots that a version alone would have. Slots due before an edit stay as they were;
    the rest of the dates follows the edit. The first version also owns the slots that were due
    before it was stored: those are backdated.
    """
    first = rivals[-1]
    slots = {key: (due, first) for key, due in dues(first).items()}
    for edit in rivals[-2::-1]:
        made = edit.committed_at
        to_come = {key: (due, edit) for key, due in dues(edit).items() if due >= made}
        over = {key: slot for key, slot in slots.items() if slot[0] < made}
        slots = to_come | over
    return slots


# The dates of a few years: adherence asks it of each slot.
@lru_cache(maxsize=1024)
def week_of(day: date) -> int:
    """Return the number of the week that a date is in, by which weeks are counted."""
    # Ordinal 1, the first of January of year 1, is a Monday.
    return (day.toordinal() - 1) // 7


def monday_of(week: int) -> date:
    """Return the first date of a week of `week_of`."""
    return date.fromordinal(7 * week + 1)


# Few schedules differ in their times of day.
@lru_cache(maxsize=1024)
def _by_name(times: tuple[time, ...]) -> Mapping[str, time]:
    return {f"{at:%H:%M}": at for at in times}
