"""When what is a client's is erased: after she asked, or so long after her discharge."""

import calendar
from datetime import datetime, timedelta

# For so long, at least and at most, a practice may keep what is a discharged client's.
SHORTEST_MONTHS, LONGEST_MONTHS = 1, 360
# So long before it is told, at least, that what was kept long enough will be erased.
NOTICE = timedelta(days=30)
MONTHS_A_YEAR = 12


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day so many months later, or before; the last of a month that is shorter."""
    year, month = divmod(at.year * MONTHS_A_YEAR + at.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def erased_at(since: datetime, months: int, now: datetime) -> datetime | None:
    """Return when to erase what has been kept since then, told now; None while it is too early.

    Whoever is told late, since the time was made shorter, has as long notice as anyone.
    """
    until = months_later(since, months)
    if until > now + NOTICE:
        return None
    return max(until, now + NOTICE)
