"""Series of answers for the tests of insights: day 0 is a fixed date, None is a missing day."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from api.rules.appointments.courses import Standing

DAY_0 = date(2026, 3, 2)
NOWHERE = Standing(None, ())
"""Somebody who is in no episode of care and has had no session."""
VALUES = st.integers(0, 10)
GAPPY = st.lists(st.none() | VALUES, max_size=60)


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)


def on_days(values: Sequence[int | None], first: int = 0) -> dict[date, int]:
    """Return the answers of a series whose first value is that of day `first`."""
    return {day(n): value for n, value in enumerate(values, first) if value is not None}


def shifted(values: dict[date, int], days: int) -> dict[date, int]:
    """Return the same answers so many days later."""
    return {on + timedelta(days=days): value for on, value in values.items()}
