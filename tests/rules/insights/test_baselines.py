"""Where a client began and where she is; the categories, exact at their edges."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.decimals import one_decimal
from api.rules.insights.baselines import (
    _meaningful_from,
    baseline,
    categorise,
    change,
    current,
)
from api.rules.insights.means import Mean, days, mean
from tests.rules.insights.series import GAPPY, day, on_days, shifted

BEFORE = [6, 7, 6, None, 7, 6, 7]
AFTER = [4, None, 5, 4, None, 4, 5]


def known(value: Fraction | int) -> Mean:
    return Mean(Fraction(value), 7, 7)


def test_a_meaningful_improvement() -> None:
    start = baseline(on_days(BEFORE), day(7), None)
    after = current(on_days(BEFORE) | on_days(AFTER, 20), start, day(26))
    found = change(start.mean, after)
    assert (start.kind, start.mean.value, start.mean.logged) == (
        "before_first_session",
        Fraction(13, 2),
        6,
    )
    assert (after.value, after.logged) == (Fraction(22, 5), 5)
    assert found.absolute is not None
    assert found.percent is not None
    assert (one_decimal(found.absolute), one_decimal(found.percent)) == (-2.1, -32.3)
    assert found.category == "meaningful_improvement"


def test_three_of_seven_days_are_no_mean() -> None:
    start = baseline(on_days([3, 3, 4, 3, 3, None, None]), day(7), None)
    after = current(on_days([2, 2, None, None, None, None, 3], 20), start, day(26))
    assert (after.value, after.logged, after.reason) == (None, 3, "insufficient_data")
    found = change(start.mean, after)
    assert (found.absolute, found.percent, found.category) == (None, None, None)
    assert found.reason == "insufficient_data"


def test_without_enough_before_the_first_session_the_first_days_count() -> None:
    pain = on_days([None, None, None, None, 5, 5, 5, 8, 8, 8, 8])
    start = baseline(pain, day(7), None)
    assert (start.kind, start.first_on, start.last_on) == ("first_days", day(4), day(10))
    assert start.mean.value == Fraction(47, 7)


def test_the_first_days_are_those_since_the_episode_began() -> None:
    pain = on_days([1, 1, 1, 1, 1, 1, 1]) | on_days([6, 6, 6, 6], 30)
    assert baseline(pain, None, day(20)).mean.value == 6
    assert baseline(pain, None, None).mean.value == 1


def test_a_client_without_a_check_in_has_no_baseline_and_no_change() -> None:
    start = baseline({}, None, None)
    assert (start.kind, start.mean.value, start.mean.reason) == (None, None, "insufficient_data")
    assert change(start.mean, current({}, start, day(9))).reason == "no_baseline"


def test_the_last_week_does_not_overlap_the_baseline() -> None:
    pain = on_days([6] * 9)
    start = baseline(pain, None, None)
    after = current(pain, start, day(8))
    assert (after.due, after.logged, after.reason) == (2, 2, "insufficient_data")
    assert current(pain, start, day(6)).due == 0


@pytest.mark.parametrize(
    ("before", "after", "category"),
    [
        # 24/4 against 21/5 is -30 % and no float says so.
        (Fraction(24, 4), Fraction(21, 5), "meaningful_improvement"),
        (Fraction(6), Fraction(421, 100), "small_improvement"),
        (Fraction(8), Fraction(6), "meaningful_improvement"),
        (Fraction(20, 3), Fraction(17, 3), "small_improvement"),
        (Fraction(7), Fraction(6), "no_clear_change"),
        (Fraction(3), Fraction(21, 10), "no_clear_change"),
        (Fraction(3), Fraction(4), "meaningful_worsening"),
        (Fraction(5), Fraction(6), "small_worsening"),
        (Fraction(4), Fraction(4), "no_clear_change"),
    ],
)
def test_a_category_is_exact_at_its_edge(before: Fraction, after: Fraction, category: str) -> None:
    assert change(known(before), known(after)).category == category


@pytest.mark.parametrize(
    ("before", "after", "category"),
    [
        (Fraction(19, 10), Fraction(39, 10), "meaningful_worsening"),
        # Hardly less than from 2 to 4, and no less of a change.
        (Fraction(19, 10), Fraction(38, 10), "meaningful_worsening"),
        (Fraction(13, 7), Fraction(26, 7), "meaningful_worsening"),
        # As much more than 1 point as the baseline is below 2, halved.
        (Fraction(19, 10), Fraction(295, 100), "meaningful_worsening"),
        (Fraction(19, 10), Fraction(294, 100), "small_worsening"),
        (Fraction(1), Fraction(5, 2), "meaningful_worsening"),
        (Fraction(1), Fraction(249, 100), "small_worsening"),
        (Fraction(3, 2), Fraction(1, 4), "meaningful_improvement"),
        (Fraction(0), Fraction(2), "meaningful_worsening"),
        (Fraction(0), Fraction(199, 100), "small_worsening"),
        (Fraction(1), Fraction(0), "small_improvement"),
        (Fraction(0), Fraction(9, 10), "no_clear_change"),
    ],
)
def test_a_small_baseline_has_no_percent_and_the_points_alone_decide(
    before: Fraction, after: Fraction, category: str
) -> None:
    found = change(known(before), known(after))
    assert (found.percent, found.category) == (None, category)


@given(st.fractions(-10, 10), st.fractions(0, 10))
def test_worsening_is_the_mirror_image_of_improvement(absolute: Fraction, before: Fraction) -> None:
    other = categorise(-absolute, before)
    mirrored = other.replace("worsening", "?").replace("improvement", "worsening")
    assert categorise(absolute, before) == mirrored.replace("?", "improvement")


@given(st.fractions(-10, 10), st.fractions(2, 10))
def test_from_a_baseline_of_2_on_points_and_percent_decide(
    absolute: Fraction, before: Fraction
) -> None:
    size, share = abs(absolute), abs(100 * absolute / before)
    word = "no_clear_change"
    if size >= 2 or (share >= 30 and size >= 1):
        word = "meaningful"
    elif share >= 15 and size >= 1:
        word = "small"
    assert categorise(absolute, before).startswith(word)


@given(st.fractions(0, 10), st.fractions(0, 10))
def test_a_little_more_of_a_baseline_changes_what_is_meaningful_by_half_as_much_at_most(
    one: Fraction, other: Fraction
) -> None:
    """Nobody is told another word only because her baseline lies on the other side of 2."""
    near = abs(one - other) / 2
    points = _meaningful_from(one)
    assert abs(points - _meaningful_from(other)) <= near
    assert categorise(points + near, other).startswith("meaningful")
    less = max(points - near - Fraction(1, 10**6), Fraction(0))
    assert not categorise(less, other).startswith("meaningful")


@given(GAPPY)
def test_a_missing_day_never_changes_a_mean(values: list[int | None]) -> None:
    logged = [value for value in values if value is not None]
    found = mean(on_days(values), days(day(0), day(len(values) - 1)), 1)
    expected = Fraction(sum(logged), len(logged)) if logged else None
    assert (found.value, found.logged, found.due) == (expected, len(logged), len(values))


@given(GAPPY, st.integers(0, 70), st.integers(-400, 400))
def test_shifting_all_dates_shifts_the_baseline_and_nothing_else(
    values: list[int | None], session: int, by: int
) -> None:
    pain = on_days(values)
    start, moved = (
        baseline(pain, day(session), None),
        baseline(shifted(pain, by), day(session + by), None),
    )
    assert (start.mean, start.kind) == (moved.mean, moved.kind)
    as_of, later = day(session + 20), day(session + 20 + by)
    assert current(pain, start, as_of) == current(shifted(pain, by), moved, later)


@given(GAPPY, st.integers(0, 70))
def test_no_mean_without_its_minimum(values: list[int | None], session: int) -> None:
    pain = on_days(values)
    start = baseline(pain, day(session), None)
    after = current(pain, start, day(session + 10))
    for found in (start.mean, after):
        assert (found.value is not None) == (found.logged >= 4)
        assert (found.reason is None) == (found.value is not None)
