"""When a client is looked at for alerts: at four in the morning where she is, and when she told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from api.rules.instants import A_DAY, History, instant_in_history, local_date_in_history

# In the client's time zone: yesterday's entries have arrived by then, and her therapist is asleep.
LOOK_AT = time(4, 0)


def next_look(now: datetime, history: History) -> datetime:
    """Return the next instant at which it is 4:00 in the client's time zone."""
    today = local_date_in_history(now, history)
    ahead = (instant_in_history(today + n * A_DAY, LOOK_AT, history) for n in range(4))
    return min(at for at in ahead if at is not None and at > now)


def moments(
    since: datetime, told_at: Iterable[datetime], now: datetime, history: History
) -> list[datetime]:
    """Return when she would have been looked at in time: whenever she told something, and daily."""
    return sorted({since, *(at for at in told_at if since <= at), *_daily(since, now, history)})


def _daily(since: datetime, now: datetime, history: History) -> Iterator[datetime]:
    at = since
    while local_date_in_history(at, history) < local_date_in_history(now, history):
        at = next_look(at, history)
        if at > now:
            return
        yield at
