"""Quiet hours: wall times of a client between which nothing may sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.rules.instants import zone


@dataclass(frozen=True, slots=True)
class Quiet:
    """Wall times between which nothing may sound; `until` before `from_` passes midnight."""

    from_: time
    until: time


def quiet_until(
    now: datetime, timezone: str, quiet: Quiet, expires_at: datetime
) -> datetime | None:
    """Return when the quiet hours in force at `now` end, or None outside them.

    Where no end is found in the days ahead it is `expires_at`.
    """
    if not is_quiet(now, timezone, quiet):
        return None
    ends = _ends(now, zone(timezone), quiet.until)
    # A clock change can repeat the end, or move it to where it is quiet again.
    found = (end for end in ends if end > now and not is_quiet(end, timezone, quiet))
    return min(found, default=expires_at)


def is_quiet(at: datetime, timezone: str, quiet: Quiet) -> bool:
    """Tell whether the wall clock of a zone stands inside the quiet hours at an instant."""
    return falls_in_quiet(at.astimezone(zone(timezone)).time(), quiet)


def falls_in_quiet(wall: time, quiet: Quiet) -> bool:
    """Tell whether a wall time lies in the quiet hours, start included, end not."""
    if quiet.from_ <= quiet.until:
        return quiet.from_ <= wall < quiet.until
    return wall >= quiet.from_ or wall < quiet.until


def _ends(now: datetime, tz: ZoneInfo, until: time) -> Iterator[datetime]:
    """Yield every instant at which the clock reads the end of quiet hours, today and after."""
    day = now.astimezone(tz).date()
    for ahead in range(3):
        for fold in (0, 1):
            wall = datetime.combine(day + timedelta(days=ahead), until.replace(fold=fold), tz)
            yield wall.astimezone(UTC)
