"""The change of a goal: her latest rating less her first, in whatever order they came."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from api.rules.insights.goals import WeeklyRating, is_on_the_page, progress

MONDAY = date(2026, 3, 2)


def week(number: int, rating: int) -> WeeklyRating:
    return WeeklyRating(MONDAY + timedelta(weeks=number), rating)


def test_there_is_a_change_from_two_ratings_on():
    none, one = progress([]), progress([week(0, 3)])
    assert (none.first, none.latest, none.change, none.reason) == (
        *(None, None, None),
        "insufficient_data",
    )
    assert (one.first, one.latest, one.change) == (week(0, 3), week(0, 3), None)
    assert one.reason == "insufficient_data"


@pytest.mark.parametrize(
    ("ratings", "change"), [((3, 5), 2), ((3, 9, 1), -2), ((4, 4), 0), ((0, 2, 7, 10), 10)]
)
def test_it_is_the_latest_less_the_first_in_any_order(ratings: tuple[int, ...], change: int):
    told = [week(number, rating) for number, rating in enumerate(ratings)]
    for order in permutations(told):
        found = progress(order)
        assert (found.change, found.reason) == (change, None)
        assert (found.first, found.latest, list(found.ratings)) == (told[0], told[-1], told)


def test_a_week_that_is_missing_changes_nothing():
    whole = progress([week(0, 3), week(1, 4), week(2, 6)])
    assert progress([week(0, 3), week(2, 6)]).change == whole.change


@pytest.mark.parametrize(
    ("set_on", "ended_on", "shown"),
    [
        (MONDAY, None, True),
        (MONDAY + timedelta(days=7), None, True),
        (MONDAY + timedelta(days=8), None, False),
        (MONDAY - timedelta(days=50), MONDAY - timedelta(days=1), False),
        (MONDAY - timedelta(days=50), MONDAY, True),
        (MONDAY, MONDAY + timedelta(days=30), True),
    ],
)
def test_a_brief_has_the_goals_of_its_dates(set_on: date, ended_on: date | None, shown: bool):
    assert is_on_the_page(set_on, ended_on, MONDAY, MONDAY + timedelta(days=7)) == shown
