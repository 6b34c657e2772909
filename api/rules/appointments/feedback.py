"""What a client is asked after a session: how the pressure was, and how sore she is afterwards."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from api.rules.uploads import latest_date

DAYS_OF_SORENESS = 3
# An appointment is asked about for this long, so that its last date can still be told.
ASKED_FOR = timedelta(days=DAYS_OF_SORENESS + 1)


def soreness_dates(held_on: date) -> list[date]:
    """Return the dates that soreness is told for: the session's own and the three after it."""
    return [held_on + timedelta(days=n) for n in range(DAYS_OF_SORENESS + 1)]


def dates_missing(held_on: date, told_on: Collection[date], today: date) -> list[date]:
    """Return the dates up to today for which soreness could have been told and was not."""
    return [day for day in soreness_dates(held_on) if day <= today and day not in told_on]


def refused_soreness(
    told_on: Sequence[date], held_on: date, now: datetime
) -> tuple[int, str] | None:
    """Return the index and the code of the first date that cannot be taken, or None."""
    for index, day in enumerate(told_on):
        if day not in soreness_dates(held_on):
            return index, "outside_three_days"
        if day > latest_date(now):
            return index, "date_in_the_future"
        if day in told_on[:index]:
            return index, "repeated_date"
    return None
