"""Converting between local wall times in IANA zones and UTC instants, also across travel.

Zones come from the pinned tzdata package, never from the operating system, whose version differs
between machines.
"""

import zoneinfo
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Literal, get_args
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
TZDB_VERSION: str = version("tzdata")
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)
_NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_FOREIGN_TREES = ("posix/", "right/")
# An instant of a local date never lies further than this outside the same date in UTC.
REACH = timedelta(days=3)


class UnknownZone(ValueError):
    """The name is not a key of the pinned IANA database."""


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """The client's clock followed `timezone` from `from_at` until the next span begins."""

    timezone: str
    from_at: datetime


# The zones a client lived in, oldest first and never empty; the first covers all before it.
History = tuple[ZoneSpan, ...]


@cache
def zone_keys() -> frozenset[str]:
    """Return the names of the pinned IANA database, aliases included."""
    return frozenset(
        name
        for name in zoneinfo.available_timezones()
        if name not in _NOT_PLACES and not name.startswith(_FOREIGN_TREES)
    )


@cache
def _known_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, aliases included. Raises UnknownZone for other names."""
    if name not in zone_keys():
        raise UnknownZone("not a key of the pinned IANA database")
    return _known_zone(name)


def offset_min(at: datetime, tz: ZoneInfo) -> int:
    """Return how many minutes clocks in a zone are ahead of UTC at an instant."""
    offset = at.astimezone(tz).utcoffset()
    assert offset is not None, "a zone always has an offset"
    return offset // A_MINUTE


def local_date(at: datetime, tz: ZoneInfo) -> date:
    """Return the local date in a zone at an instant."""
    return at.astimezone(tz).date()


# As many as a hundred times of day need over a few weeks, in about 1 MB: clients share them.
@lru_cache(maxsize=4096)
def instant(day: date, at: time, tz: ZoneInfo) -> datetime | None:
    """Return the UTC instant at which a clock in the zone shows `at` on `day`.

    A time in a gap moves forward by the length of the gap, and still belongs to `day` if that
    takes it past midnight. Of a repeated time the first counts. None if the zone has no such date.
    """
    moment = _moved(day, at, tz)
    if local_date(moment, tz) == day or _has_date(day, tz):
        return moment
    return None


def moved_wall_time(at: datetime, from_: str, to: str) -> datetime:
    """Return when clocks in zone `to` show the local time that zone `from_` shows at `at`."""
    wall = at.astimezone(zone(from_))
    return _moved(wall.date(), wall.time(), zone(to))


def _moved(day: date, at: time, tz: ZoneInfo) -> datetime:
    # With fold=0 Python applies the offset before a transition: that moves a gap time forward by
    # exactly the gap, and takes the first of two equal readings.
    first = at.replace(fold=0) if at.fold else at
    return datetime.combine(day, first, tz).astimezone(UTC)


def _has_date(day: date, tz: ZoneInfo) -> bool:
    return any(local_date(_moved(day, at, tz), tz) == day for at in (time.min, time.max))


def _spans_near(day: date, history: History) -> Iterator[tuple[ZoneInfo, datetime, datetime]]:
    """Yield (zone, begin, end) of the spans that may contain an instant of the date."""
    noon = datetime.combine(day, time(12), UTC)
    first = max(bisect_right(history, noon - REACH, key=lambda span: span.from_at) - 1, 0)
    last = max(bisect_left(history, noon + REACH, key=lambda span: span.from_at), first + 1)
    for index in range(first, last):
        begin = history[index].from_at if index else _BEGINNING
        end = history[index + 1].from_at if index + 1 < len(history) else _END
        yield zone(history[index].timezone), begin, end


def instant_in_history(day: date, at: time, history: History) -> datetime | None:
    """Return the UTC instant of a floating wall time for a client who lived in these zones.

    `history` is ordered by `from_at` and not empty; its first zone also covers all time before.
    Each zone yields an instant; the first one that lies within the span of its own zone counts.
    There is none if the client flew east past the wall time: then the zone she flew into counts,
    whose instant lies before her arrival. None if the date does not exist in that zone.
    """
    if len(history) == 1:
        return instant(day, at, zone(history[0].timezone))
    outside: list[datetime | None] = []
    for tz, begin, end in _spans_near(day, history):
        moment = _moved(day, at, tz)
        if moment >= end:
            continue
        found = instant(day, at, tz)
        if found is not None and found >= begin:
            return found
        outside.append(found)
    # The earliest such span, so that a later trip never moves a past slot.
    return outside[0]


def is_flown_over(day: date, at: time, due_at: datetime, history: History) -> bool:
    """Tell whether a wall time that is due at an instant by its history was never on her clock.

    Then it was due in a zone in which she was not yet.
    """
    return instant(day, at, zone(zone_in_history(due_at, history))) != due_at


def zone_in_history(at: datetime, history: History) -> str:
    """Return the name of the zone that the client's clock followed at an instant."""
    if len(history) == 1:
        return history[0].timezone
    index = bisect_right(history, at, key=lambda span: span.from_at) - 1
    return history[max(index, 0)].timezone


def local_date_in_history(at: datetime, history: History) -> date:
    """Return the client's local date at an instant."""
    return local_date(at, zone(zone_in_history(at, history)))


def day_in_history(day: date, history: History) -> tuple[datetime, datetime] | None:
    """Return the UTC begin and end of a client's local date, or None if she skipped that date.

    A date begins when the client's calendar first reaches it, so that dates follow one another
    without overlap in whichever direction she travels.
    """
    begin, end = _reached(day, history), _reached(day + timedelta(days=1), history)
    return (begin, end) if begin < end else None


def _reached(day: date, history: History) -> datetime:
    if len(history) == 1:
        return _moved(day, time.min, zone(history[0].timezone))
    return next(
        max(moment, begin)
        for tz, begin, end in _spans_near(day, history)
        if (moment := _moved(day, time.min, tz)) < end
    )
