"""Which way a series goes, as SciPy reckons it, and only as far as that is clear."""

from fractions import Fraction
from itertools import combinations
from random import Random
from statistics import NormalDist, median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, norm, theilslopes

from api.rules.insights.slopes import (
    Direction,
    Line,
    Points,
    _sigma,
    direction,
    slope,
    steepness,
    theil_sen,
)
from tests.rules.insights.series import day, on_days, shifted

X = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20]
Y = [7, 7, 6, 7, 6, 7, 6, 5, 6, 5, 5, 5, 4, 5, 4, 9, 3, 3]
FALLING = {day(x): y for x, y in zip(X, Y, strict=True)}
POINTS = st.lists(
    st.tuples(st.integers(0, 27), st.integers(0, 10)),
    min_size=3,
    max_size=28,
    unique_by=lambda point: point[0],
)
FAR_APART = st.lists(
    st.tuples(st.integers(0, 400), st.integers(-(10**6), 10**6)),
    min_size=3,
    max_size=40,
    unique_by=lambda point: point[0],
)


def test_a_series_that_falls() -> None:
    found = slope(FALLING, day(20))
    assert (found.n, found.span_days, found.direction) == (18, 21, "falling")
    assert found.per_week is not None
    assert found.low is not None
    assert found.high is not None
    assert float(found.per_week) == pytest.approx(-1.2352941176, abs=1e-9)
    assert float(found.low) == pytest.approx(-1.6153846154, abs=1e-9)
    assert float(found.high) == pytest.approx(-0.875, abs=1e-9)
    # One bad day does not bend it, as it would a line of least squares (-0.94 a week).
    assert found.per_week < Fraction(-12, 10)


@settings(max_examples=300)
@given(POINTS)
def test_it_is_the_slope_of_scipy_with_ties_and_gaps(points: list[tuple[int, int]]) -> None:
    xs, ys = zip(*points, strict=True)
    expected = theilslopes(ys, xs, 0.95)
    line = theil_sen(points)
    assert float(line.slope) == pytest.approx(expected.slope, abs=1e-9)
    assert float(line.low) == pytest.approx(expected.low_slope, abs=1e-9)
    assert float(line.high) == pytest.approx(expected.high_slope, abs=1e-9)


@pytest.mark.parametrize(
    ("numbers", "known"),
    [
        (range(9), False),
        (range(10), False),
        ([*range(9), 12], False),
        ([*range(9), 13], True),
        ([*range(8), 13], False),
    ],
)
def test_it_needs_ten_entries_over_two_weeks(numbers: list[int], known: bool) -> None:
    found = slope({day(n): 5 for n in numbers}, day(13))
    assert (found.per_week is not None) == known
    assert (found.reason is None) == known
    assert (found.n, found.span_days) == (len(numbers), numbers[-1] + 1)


def test_a_level_series_has_no_direction() -> None:
    assert slope(on_days([5] * 28), day(27)).direction == "no_clear_direction"


def by_kendall(points: list[tuple[int, int]]) -> tuple[float, float]:
    """Return how many more pairs rise than fall, and the standard deviation of that by chance.

    SciPy tells tau b, which is the first over the pairs that are not tied.
    """
    xs, ys = map(np.array, zip(*sorted(points), strict=True))
    pairs = len(xs) * (len(xs) - 1) / 2
    ties = np.unique(ys, return_counts=True)[1]
    tau = kendalltau(xs, ys).statistic
    score = tau * np.sqrt(pairs * (pairs - (ties * (ties - 1)).sum() / 2))
    n = len(xs)
    untied = n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()
    return (0 if np.isnan(score) else score), np.sqrt(untied / 18)


@settings(max_examples=300)
@given(POINTS)
def test_the_word_is_that_of_mann_and_kendall(points: list[tuple[int, int]]) -> None:
    score, sigma = by_kendall(points)
    far = abs(score) > norm.ppf(0.975) * 1.25 * sigma
    expected = ("falling" if score < 0 else "rising") if far else "no_clear_direction"
    assert direction(points) == expected


def level_then(*last: int) -> list[tuple[int, int]]:
    return list(enumerate([5, 6, 5, 4, 5, 6, 4, 5, 5, 6, 5, 4, 5, 5, *last]))


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (level_then(), "no_clear_direction"),
        (level_then(4, 5, 4, 4, 4, 3, 4, 4, 3, 4), "falling"),
        (level_then(6, 5, 6, 6, 6, 7, 6, 6, 7, 6), "rising"),
        # One bad day does not turn it, nor hides where it goes.
        (level_then(10), "no_clear_direction"),
        (level_then(4, 5, 4, 4, 10, 3, 4, 3, 3, 3, 4, 3), "falling"),
    ],
)
def test_which_way_it_goes(points: list[tuple[int, int]], word: Direction) -> None:
    assert direction(points) == word


def test_a_direction_is_told_though_ties_hold_an_end_of_the_interval_at_zero() -> None:
    pain = dict(enumerate([5, 5, 5, 4, 5, 5, 4, 5, 5, 5, 4, 4, 5, 4, 4, 4, 5, 4, 4, 4, 4, 4]))
    found = slope({day(n): value for n, value in pain.items()}, day(21))
    assert (found.high, found.direction) == (0, "falling")


@given(POINTS)
def test_a_series_told_backwards_goes_the_other_way(points: list[tuple[int, int]]) -> None:
    back = {"falling": "rising", "rising": "falling"}
    word = direction(points)
    assert direction([(-x, y) for x, y in points]) == back.get(word, word)


@given(POINTS, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(points: list, chance: Random) -> None:
    mixed = chance.sample(points, len(points))
    assert (theil_sen(mixed), direction(mixed)) == (theil_sen(points), direction(points))


def test_only_the_last_28_days_count() -> None:
    values = on_days([9] * 28 + [3] * 28)
    assert slope(values, day(55)).per_week == 0
    assert slope(values, day(55)).n == 28


@given(st.integers(-400, 400))
def test_shifting_all_dates_changes_nothing(by: int) -> None:
    assert slope(shifted(FALLING, by), day(20 + by)) == slope(FALLING, day(20))


def by_fractions(points: Points) -> Line:
    """Return the line as it is defined: by sorting exact fractions."""
    pairs = combinations(sorted(points), 2)
    slopes = sorted(Fraction(y2 - y1, x2 - x1) for (x1, y1), (x2, y2) in pairs)
    half = NormalDist().inv_cdf(0.975) * _sigma(*zip(*points, strict=True))
    low = max(round((len(slopes) - half) / 2) - 1, 0)
    high = min(round((len(slopes) + half) / 2), len(slopes) - 1)
    return Line(median(slopes), slopes[low], slopes[high])


@settings(max_examples=300)
@given(POINTS | FAR_APART)
def test_floats_give_the_exact_slope_of_fractions(points: list[tuple[int, int]]) -> None:
    assert theil_sen(points) == by_fractions(points)
    assert steepness(points) == by_fractions(points).slope


@given(st.integers(1, 400), st.integers(1, 400), st.integers(-10_000, 10_000), st.data())
def test_two_slopes_are_equal_as_floats_only_if_they_are(run, other, rise, data) -> None:
    near = data.draw(st.integers(rise * other // run - 1, rise * other // run + 1))
    is_equal = Fraction(rise, run) == Fraction(near, other)
    assert (rise / run == near / other) == is_equal
