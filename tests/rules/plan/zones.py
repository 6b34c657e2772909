"""What the clocks of a zone really did, learnt from UTC alone, to hold `instant` against.

Python converts from UTC without ever asking about folds or gaps, so nothing here shares the
reasoning that is under test.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.rules.instants import A_DAY, zone

STEP = timedelta(hours=12)
MINUTE = timedelta(minutes=1)
YEAR = 366 * A_DAY
ALIKE = 10 * A_DAY


@dataclass(frozen=True)
class Stretch:
    """From `begin` to `end` in UTC the zone kept one offset."""

    begin: datetime
    end: datetime
    offset: timedelta


@dataclass(frozen=True)
class Change:
    """A transition between two stretches, with those around it that can matter."""

    at: datetime
    before: timedelta
    after: timedelta
    near: tuple[Stretch, ...]

    @property
    def dates(self) -> list[date]:
        """The local dates from the one before the change to the one after it."""
        first = (self.at + min(self.before, self.after)).date() - A_DAY
        last = (self.at + max(self.before, self.after)).date() + A_DAY
        return [first + A_DAY * n for n in range((last - first).days + 1)]

    def has_date(self, day: date) -> bool:
        begin = datetime.combine(day, time.min, UTC)
        return any(
            s.begin + s.offset < begin + A_DAY and begin < s.end + s.offset for s in self.near
        )

    def clock(self, margin: timedelta) -> tuple[tuple[datetime, datetime, timedelta], ...]:
        """Return what the clock reads from so long before the change to as long after it."""
        low, high = self.at - margin, self.at + margin
        return tuple(
            (max(s.begin, low), min(s.end, high), s.offset)
            for s in self.near
            if s.begin < high and low < s.end
        )

    def expected(self, wall: datetime) -> tuple[datetime, timedelta]:
        """Return the right instant of a wall time that belongs to a date, and its shift."""
        for stretch in self.near:
            moment = wall - stretch.offset
            if stretch.begin <= moment < stretch.end:
                return moment, timedelta(0)
        for one, other in zip(self.near, self.near[1:], strict=False):
            if one.end + one.offset <= wall < other.begin + other.offset:
                return wall - one.offset, other.offset - one.offset
        raise AssertionError(wall)


def changes(tz: ZoneInfo, since: int, until: int) -> Iterator[Change]:
    """Yield every change of offset between two years, with a year's clock on either side."""
    first, last = datetime(since, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC)
    found = list(_stretches(tz, first - YEAR, last + YEAR))
    for index in range(1, len(found)):
        one, other = found[index - 1], found[index]
        if first <= other.begin < last:
            near = tuple(found[max(index - 3, 0) : index + 3])
            yield Change(other.begin, one.offset, other.offset, near)


def distinct_changes(names: Iterable[str], since: int, until: int) -> Iterator[tuple[str, Change]]:
    """Yield every change of these zones with a zone that makes it; one for all that do the same.

    Zones do the same if their clocks agree from `ALIKE` before the change to as long after it:
    further away than that no test of a change looks.
    """
    seen = set()
    for name in names:
        for change in changes(zone(name), since, until):
            clock = change.clock(ALIKE)
            if clock not in seen:
                seen.add(clock)
                yield name, change


def _stretches(tz: ZoneInfo, since: datetime, until: datetime) -> Iterator[Stretch]:
    begin, at, offset = since, since, _offset(tz, since)
    while at < until:
        ahead = at + STEP
        if _offset(tz, ahead) != offset:
            end = _change_between(tz, at, ahead)
            yield Stretch(begin, end, offset)
            begin, ahead, offset = end, end, _offset(tz, end)
        at = ahead
    yield Stretch(begin, until, offset)


def _offset(tz: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(tz).utcoffset()
    assert offset is not None
    return offset


def _change_between(tz: ZoneInfo, low: datetime, high: datetime) -> datetime:
    offset = _offset(tz, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(tz, middle) == offset else (low, middle)
    return high


def walls_near(change: Change, margin: timedelta, coarse: timedelta) -> list[datetime]:
    """Return wall times to try: every minute around the change, and `coarse` over its dates.

    They carry UTC only so that offsets can be subtracted from them.
    """
    low = change.at + min(change.before, change.after) - margin
    high = change.at + max(change.before, change.after) + margin
    tried = {low.replace(second=0) + MINUTE * n for n in range((high - low) // MINUTE + 1)}
    for day in change.dates:
        begin = datetime.combine(day, time.min, UTC)
        tried |= {begin + coarse * n for n in range(A_DAY // coarse)}
    return sorted(tried)
