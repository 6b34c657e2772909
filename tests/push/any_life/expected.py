"""When reminders are due, computed from wall times and zones without the code under test."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
CHECK_IN_MIN = 120


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """A version of an item: prescribed at `from_at`, in force from `effective_on`."""

    from_at: datetime
    effective_on: date
    times: tuple[str, ...]
    window_min: int = 120
    remind: bool = True
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause: until the start of `until_on`, or until it is resumed."""

    from_at: datetime
    safety: bool = False
    until_on: date | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Item:
    """An exercise or a habit, with all its versions and pauses."""

    id: str
    habit: bool
    versions: list[ItemVersion]
    pauses: list[Pause] = field(default_factory=list)
    stopped_at: datetime | None = None

    @property
    def walls(self) -> set[str]:
        return {wall for version in self.versions for wall in version.times}

    def version_for(self, at: datetime, day: date) -> ItemVersion | None:
        """Return the version that was known at an instant to apply to a date, None if none."""
        said = [t for t in self.versions if t.from_at <= at and t.effective_on <= day]
        return said[-1] if said else None


@dataclass(slots=True)
class Whereabouts:
    """(since, zone) for each zone that Ana has been in, oldest first."""

    zones: list[tuple[datetime, str]]

    @property
    def now(self) -> str:
        return self.zones[-1][1]

    def at(self, moment: datetime) -> str:
        return next(name for since, name in reversed(self.zones) if since <= moment)

    def spans(self) -> Iterator[tuple[str, datetime, datetime]]:
        ends = [since for since, _ in self.zones[1:]] + [datetime.max.replace(tzinfo=UTC)]
        for (since, name), end in zip(self.zones, ends, strict=True):
            yield name, since, end

    def readings(self, day: date, wall: str) -> list[datetime]:
        """Return the instants at which Ana's clock read a wall time, at most one per zone."""
        found = ((instant_of(day, wall, name), since, end) for name, since, end in self.spans())
        return [at for at, since, end in found if at is not None and since <= at < end]


@cache
def instant_of(day: date, wall: str, zone: str) -> datetime | None:
    """Return when a zone's clock reads a wall time, by trying every offset of the days around."""
    naive, tz = datetime.combine(day, time.fromisoformat(wall)), ZoneInfo(zone)
    around = [naive.replace(tzinfo=UTC) + HOUR * hour for hour in range(-30, 31)]
    if all(at.astimezone(tz).date() != day for at in around):
        return None
    offsets = {at.astimezone(tz).utcoffset() or timedelta(0) for at in around}
    readings = {
        at: at.astimezone(tz).replace(tzinfo=None)
        for at in (naive.replace(tzinfo=UTC) - offset for offset in offsets)
    }
    there = [at for at, reading in readings.items() if reading == naive]
    # A wall time in a gap is never read: then it is later by as much as the clock jumped.
    return min(there or [at for at, reading in readings.items() if reading > naive])


def wall_of(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def dues(
    item: Item, day: date, wall: str, where: Whereabouts
) -> Iterator[tuple[datetime, ItemVersion]]:
    """Yield (instant, version) for each time that a slot was due by the plan and zone of then."""
    pinned = {version.timezone for version in item.versions if version.timezone}
    for zone in {name for _, name in where.zones} | pinned:
        due = instant_of(day, wall, zone)
        version = item.version_for(due, day) if due else None
        if due is None or version is None or wall not in version.times:
            continue
        if (version.timezone or where.at(due)) == zone:
            yield due, version


def closes_at(
    item: Item, due: datetime, version: ItemVersion, where: Whereabouts, day: date
) -> datetime:
    """Return when a slot's window closes: after `window_min`, or at the item's next slot."""
    firsts = (
        min((at for at, _ in dues(item, day + A_DAY * n, wall, where)), default=None)
        for n in range(-2, 4)
        for wall in item.walls
    )
    later = [at for at in firsts if at is not None and at > due]
    return min([due + timedelta(minutes=version.window_min), *later])


def is_paused(item: Item, at: datetime, where: Whereabouts) -> bool:
    """Tell whether a pause of an item covers an instant."""
    return any(each.from_at <= at < end_of(each, where) for each in item.pauses)


def end_of(pause: Pause, where: Whereabouts) -> datetime:
    """Return when a pause ends; `until_on` begins at midnight in the zone Ana is in by then."""
    ends = [pause.ended_at] if pause.ended_at else []
    if pause.until_on is not None:
        for name, since, until in where.spans():
            begin = instant_of(pause.until_on, "00:00", name)
            begin = begin or instant_of(pause.until_on + A_DAY, "00:00", name)
            assert begin is not None, "no two dates in a row are missing"
            if until > pause.from_at and begin < until:
                ends.append(max(begin, since))
                break
    return min(ends, default=datetime.max.replace(tzinfo=UTC))


def ended(pause: Pause, at: datetime, where: Whereabouts) -> Pause:
    """Return a pause after it was resumed at an instant."""
    return replace(pause, ended_at=min(at, end_of(pause, where)))
