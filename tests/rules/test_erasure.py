from datetime import UTC, datetime, timedelta

import pytest

from api.rules.erasure import NOTICE, erased_at, months_later


def at(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "months", "then"),
    [
        (at(2026, 1, 31, 9), 1, at(2026, 2, 28, 9)),
        (at(2024, 1, 31, 9), 1, at(2024, 2, 29, 9)),
        (at(2026, 3, 2), 120, at(2036, 3, 2)),
        (at(2026, 12, 15), 1, at(2027, 1, 15)),
        (at(2026, 1, 15), -1, at(2025, 12, 15)),
        (at(2024, 2, 29), 12, at(2025, 2, 28)),
        (at(2026, 3, 31), -1, at(2026, 2, 28)),
        (at(2026, 3, 2), 0, at(2026, 3, 2)),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(since, months, then):
    assert months_later(since, months) == then


SINCE, DUE = at(2024, 3, 2, 8), at(2026, 3, 2, 8)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (DUE - NOTICE - timedelta(seconds=1), None),
        (DUE - NOTICE, DUE),
        (DUE - NOTICE + timedelta(days=1), DUE + timedelta(days=1)),
        # The time was made shorter: she has a month's notice as anyone.
        (DUE + timedelta(days=900), DUE + timedelta(days=930)),
    ],
)
def test_it_is_told_a_month_before_and_never_later(now, told):
    assert erased_at(SINCE, 24, now) == told
