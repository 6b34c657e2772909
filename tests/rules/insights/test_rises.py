"""The test for a rise, exact, beside NumPy and SciPy on random lives."""

from fractions import Fraction
from math import isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from api.rules.insights.alerts import evidence_of_pain
from api.rules.insights.rises import Ratings, Sums, is_clear_rise, sums
from tests.calibration.lives import answers, rated, stepping
from tests.calibration.worlds import USUAL
from tests.rules.insights.series import GAPPY, NOWHERE, VALUES, day, on_days

SOME = st.lists(VALUES, min_size=1, max_size=40)
USUAL_SD, WEIGHT, ALIKE = 1.2, 7, 0.4


def standard_error(after: np.ndarray, before: np.ndarray) -> float:
    """Return it from the pooled variance of Student's test, with the usual one as a prior."""
    n, m = len(after), len(before)
    squares = float(np.sum((after - after.mean()) ** 2) + np.sum((before - before.mean()) ** 2))
    variance = (WEIGHT * USUAL_SD**2 + squares) / (WEIGHT + n + m - 2)
    return sqrt(variance * (1 + ALIKE) / (1 - ALIKE) * (1 / n + 1 / m))


@given(SOME, SOME, st.sampled_from([Fraction(7, 5), Fraction(5, 2)]), st.integers(50, 350))
def test_it_is_the_difference_in_standard_errors(after, before, points, hundredths) -> None:
    rise = np.mean(after) - np.mean(before)
    error = standard_error(np.array(after), np.array(before))
    at_points, at_errors = float(points), hundredths / 100
    if isclose(rise, at_points, abs_tol=1e-9) or isclose(rise / error, at_errors, abs_tol=1e-9):
        return
    expected = rise >= at_points and rise / error >= at_errors
    assert is_clear_rise(sums(after), sums(before), points, Fraction(hundredths, 100)) == expected


def test_without_a_prior_or_autocorrelation_it_would_be_students() -> None:
    """What SciPy calls t is our figure, but for the usual variance and the (1 + r) / (1 - r)."""
    after, before = np.array([5, 6, 7, 5]), np.array([3, 4, 4, 2, 5, 3])
    t = stats.ttest_ind(after, before).statistic
    n, m = len(after), len(before)
    squares = float(np.sum((after - after.mean()) ** 2) + np.sum((before - before.mean()) ** 2))
    pooled = squares / (n + m - 2)
    ours = (WEIGHT * USUAL_SD**2 + squares) / (WEIGHT + n + m - 2) * (1 + ALIKE) / (1 - ALIKE)
    rise = after.mean() - before.mean()
    assert rise / standard_error(after, before) == pytest.approx(t * sqrt(pooled / ours))


def test_a_rise_of_exactly_the_points_is_one() -> None:
    calm, higher = Sums(28, 84, 252), Sums(5, 22, 98)
    assert is_clear_rise(higher, calm, Fraction(7, 5), Fraction(1))
    assert not is_clear_rise(higher, calm, Fraction(7001, 5000), Fraction(1))


@given(GAPPY, st.integers(-5, 65), st.integers(-5, 65))
def test_sums_of_a_range_are_those_of_its_entries(values, first, last) -> None:
    pain = on_days(values)
    ratings = Ratings(pain, day(3), day(50))
    inside = range(max(first, 3), min(last, 50) + 1)
    logged = [pain[day(n)] for n in inside if day(n) in pain]
    found = ratings.between(day(first).toordinal(), day(last).toordinal())
    assert found == sums(logged)


def worse_by_numpy(ratings: np.ndarray) -> bool:
    """Return whether there is a worsening as of the last entry; NaN is a day without one."""
    logged = np.flatnonzero(~np.isnan(ratings))
    first = logged[0]
    base, start = ratings[first : first + 7], first + 7
    end = logged[-1] + 1
    recent = max(0, end - 12)
    pairs = [
        (ratings[recent:end], ratings[max(0, recent - 28) : recent], 7),
        (ratings[max(recent, start) : end], base, 4),
    ]
    for last_days, days_before, least in pairs:
        after = last_days[~np.isnan(last_days)]
        before = days_before[~np.isnan(days_before)]
        if len(after) < 4 or len(before) < least or after.mean() <= 1:
            continue
        rise = after.mean() - before.mean()
        if rise >= 1.4 - 1e-12 and rise >= 2.05 * standard_error(after, before):
            return True
    return False


def test_worsening_is_what_numpy_finds_on_random_lives() -> None:
    rng = np.random.default_rng(20261129)
    days, seen = 60, set()
    for rise in (0, 1, 2, 3):
        ratings = rated(stepping(4, days, 40, rise), 60, USUAL, rng)
        for life, pain in zip(ratings, answers(ratings), strict=True):
            values = np.where(life < 0, np.nan, life)
            for n in (12, 30, 45, days - 1):
                found = evidence_of_pain(pain, NOWHERE, day(n))
                is_told = any(each.kind == "worsening" for each in found)
                assert is_told == worse_by_numpy(values[: n + 1])
                seen.add(is_told)
    assert seen == {True, False}
