"""Best and worst days, high pain, sessions, medicine and completeness, each with its minimum."""

from fractions import Fraction

import pytest
from hypothesis import given

from api.rules.insights.means import Completeness, answers, completeness, days, medicine
from api.rules.insights.peaks import Day, best_and_worst, high_pain_percent
from api.rules.insights.sessions import since_session, sore_days
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.series import GAPPY, day, on_days

WEEKS = days(day(0), day(13))


def test_the_best_and_the_worst_of_two_weeks_are_the_latest_on_a_tie() -> None:
    pain = on_days([3, 8, 5, 3, 8, 5, 5])
    assert best_and_worst(pain, day(13)) == (Day(day(3), 3), Day(day(4), 8))
    # The first of them is no longer among the last fourteen days.
    assert best_and_worst(pain, day(14)) is None


@pytest.mark.parametrize("entries", [6, 7])
def test_they_need_seven_entries(entries: int) -> None:
    assert (best_and_worst(on_days([4] * entries), day(13)) is None) == (entries == 6)
    assert (high_pain_percent(on_days([7] * entries), WEEKS) is None) == (entries == 6)


def test_high_pain_is_seven_and_more_on_logged_days() -> None:
    assert high_pain_percent(on_days([6, 7, 8, 1, 2, None, 3, 4]), WEEKS) == Fraction(200, 7)


def test_a_session_is_compared_with_the_week_before_it() -> None:
    pain = on_days([9, 6, 6, 6, 6, 10, 4, 4, 4, 5], 0)
    found = since_session(pain, day(5), day(9))
    assert found.before.value == Fraction(33, 5)
    assert (found.after.value, found.after.due) == (Fraction(17, 4), 4)
    assert found.absolute == Fraction(17, 4) - Fraction(33, 5)


@pytest.mark.parametrize(("before", "after"), [(3, 4), (4, 3)])
def test_a_session_needs_four_entries_on_either_side(before: int, after: int) -> None:
    pain = on_days([5] * before) | on_days([3] * after, 8)
    found = since_session(pain, day(7), day(20))
    assert (found.absolute, found.reason) == (None, "insufficient_data")


@pytest.mark.parametrize(("after", "sore"), [(-1, False), (0, True), (3, True), (4, False)])
def test_a_spike_up_to_three_days_after_a_session_is_soreness(after: int, sore: bool) -> None:
    assert (day(10 + after) in sore_days([day(10)])) == sore


def test_medicine_is_counted_on_the_days_on_which_she_told() -> None:
    taken = [True, False, None, True, False]
    diary = {
        day(n): DailyCheckIn(day(n), None, None, None, None, None, told)
        for n, told in enumerate(taken)
    }
    found = medicine(diary, WEEKS)
    assert (found.used, found.logged, found.percent) == (2, 4, 50)
    del diary[day(4)]
    assert medicine(diary, WEEKS).reason == "insufficient_data"


def test_the_longest_gap_is_between_or_beside_what_is_logged() -> None:
    logged = {day(2), day(3), day(8)}
    assert completeness(logged, WEEKS) == Completeness(3, 14, 5)
    assert completeness(logged, days(day(0), day(8))) == Completeness(3, 9, 4)
    assert completeness(set(), WEEKS) == Completeness(0, 14, 14)
    assert completeness(set(), []) == Completeness(0, 0, 0)


@given(GAPPY)
def test_logged_days_and_gaps_fit_into_what_is_due(values: list[int | None]) -> None:
    over = days(day(0), day(len(values) - 1))
    found = completeness(on_days(values), over)
    assert found.due == len(values)
    assert found.logged + found.longest_gap <= found.due
    assert (found.longest_gap == 0) == (found.logged == found.due)


def test_an_answer_that_was_left_out_is_a_missing_day() -> None:
    diary = {day(0): DailyCheckIn(day(0), 3, None, None, None, None, None)}
    assert answers(diary, lambda entry: entry.pain_average) == {day(0): 3}
    assert answers(diary, lambda entry: entry.stress) == {}
