"""The local time of an instant, written out: a phone's own rules may be months older than ours."""

from datetime import date, datetime

from api.platform.http.fields import Out, WallTime
from api.rules.instants import offset_min, zone


class LocalTimeOut(Out):
    """The date and time that a clock in `timezone` shows at the instant beside it."""

    date: date
    time: WallTime
    timezone: str
    utc_offset_min: int


def local_time(at: datetime, timezone: str) -> LocalTimeOut:
    """Return what clocks in a zone show at an instant."""
    tz = zone(timezone)
    shown = at.astimezone(tz)
    return LocalTimeOut(
        date=shown.date(),
        time=shown.time().replace(second=0, microsecond=0),
        timezone=timezone,
        utc_offset_min=offset_min(at, tz),
    )
