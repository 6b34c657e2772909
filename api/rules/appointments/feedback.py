"""What a client is asked after a session: how the pressure felt, and how sore she was after it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

DAYS_OF_SORENESS = 3
# For how long a client is asked about a session: long enough to report its last date of soreness.
ASKED_FOR = timedelta(days=DAYS_OF_SORENESS + 1)


def soreness_dates(held_on: date) -> list[date]:
    """Return the dates for which soreness is reported: the session's own and the next three."""
    return [held_on + timedelta(days=n) for n in range(DAYS_OF_SORENESS + 1)]


def dates_missing(held_on: date, told_on: Collection[date], today: date) -> list[date]:
    """Return the dates up to today for which soreness has not been reported yet."""
    return [day for day in soreness_dates(held_on) if day <= today and day not in told_on]


def refused_soreness(
    told_on: Sequence[date], held_on: date, latest: date
) -> tuple[int, str] | None:
    """Return (index, error code) of the first date that is refused, or None.

    `latest` is the latest date that has begun for her.
    """
    for index, day in enumerate(told_on):
        if day not in soreness_dates(held_on):
            return index, "outside_three_days"
        if day > latest:
            return index, "date_in_the_future"
        if day in told_on[:index]:
            return index, "repeated_date"
    return None
