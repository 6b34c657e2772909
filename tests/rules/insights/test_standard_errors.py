"""A client's usual swing and the standard error of a change, against NumPy."""

from datetime import date, timedelta

import numpy as np
import pytest

from api.rules.insights.means import days
from api.rules.insights.rises import Sums, standard_error, sums, sums_on

FIRST = date(2026, 3, 2)


def dates(first: int, n: int) -> list[date]:
    return days(FIRST + timedelta(days=first), FIRST + timedelta(days=first + n - 1))


def error_of(sd: float, n: int, m: int) -> float:
    """Return the standard error of the formula, of a swing that is known."""
    return float(sd * np.sqrt(1.4 / 0.6) * np.sqrt(1 / n + 1 / m))


@pytest.mark.parametrize("seed", range(40))
def test_the_swing_is_that_of_numpy_on_random_lives_with_gaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 11, 35)
    logged = rng.random(35) > rng.random()
    logged[[0, 28]] = True
    pain = {on: int(values[i]) for i, on in enumerate(dates(0, 35)) if logged[i]}
    parts = [values[part][logged[part]] for part in (slice(0, 28), slice(28, 35))]
    squares = 7 * 1.2**2 + sum(float(((told - told.mean()) ** 2).sum()) for told in parts)
    n, m = (told.size for told in parts)
    expected = error_of(np.sqrt(squares / (7 + n + m - 2)), n, m)
    found = standard_error(sums_on(pain, dates(28, 7)), sums_on(pain, dates(0, 28)))
    assert found == pytest.approx(expected, abs=1e-12)


def test_with_single_answers_the_swing_is_the_usual_one() -> None:
    assert standard_error(sums([9]), sums([2])) == pytest.approx(error_of(1.2, 1, 1))


def test_a_change_from_one_range_to_the_next_is_no_swing() -> None:
    found = standard_error(sums([8] * 7), sums([2] * 7))
    assert found == pytest.approx(error_of(np.sqrt(7 * 1.44 / 19), 7, 7))
    assert standard_error(sums([2, 8] * 7), sums([2, 8] * 7)) > error_of(2, 14, 14)


def test_a_missing_day_changes_nothing_but_how_many_there_are() -> None:
    pain = dict(zip(dates(0, 6), (3, 5, 4, 6, 2, 4), strict=True))
    assert sums_on(pain, dates(0, 6)) == sums_on(pain, dates(0, 9)) == Sums(6, 24, 106)


def test_the_more_entries_the_surer() -> None:
    few, week, month = ([3, 5] * 2, [3, 5, 3, 5, 3, 5, 4], [3, 5] * 14)
    errors = [standard_error(sums(each), sums(week)) for each in (month, week, few)]
    assert errors == sorted(errors)
