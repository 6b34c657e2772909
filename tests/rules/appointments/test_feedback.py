from datetime import date

import pytest

from api.rules.appointments.feedback import dates_missing, refused_soreness, soreness_dates

HELD_ON = date(2026, 3, 2)


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


def test_soreness_is_told_for_the_session_and_three_days_after_it():
    assert soreness_dates(date(2026, 2, 27)) == [date(2026, 2, 27), date(2026, 2, 28), *march(1, 2)]


@pytest.mark.parametrize(
    ("told_on", "today", "missing"),
    [
        pytest.param([], 2, [2], id="on the day itself"),
        pytest.param([2], 2, [], id="told already"),
        pytest.param([2], 4, [3, 4], id="two days later"),
        pytest.param([3], 9, [2, 4, 5], id="long after it"),
        pytest.param([2, 3, 4, 5], 9, [], id="all told"),
    ],
)
def test_what_is_missing_are_the_dates_up_to_today(told_on, today, missing):
    assert dates_missing(HELD_ON, march(*told_on), *march(today)) == march(*missing)


@pytest.mark.parametrize(
    ("told_on", "refused"),
    [
        pytest.param([], None, id="none"),
        pytest.param([2, 3, 4], None, id="up to today"),
        pytest.param([4, 5], (1, "date_in_the_future"), id="tomorrow"),
        pytest.param([2, 1], (1, "outside_three_days"), id="the day before it"),
        pytest.param([6], (0, "outside_three_days"), id="the fourth day after it"),
        pytest.param([3, 2, 3], (2, "repeated_date"), id="a date twice"),
    ],
)
def test_a_date_that_cannot_be_taken_is_told_with_its_place(told_on, refused):
    assert refused_soreness(march(*told_on), HELD_ON, *march(4)) == refused
