"""A client's usual swing and the standard error of a change, against NumPy."""

from datetime import date, timedelta

import numpy as np
import pytest

from api.rules.insights.means import days
from api.rules.insights.swing import standard_error, usual_sd

FIRST = date(2026, 3, 2)


def dates(first: int, n: int) -> list[date]:
    return days(FIRST + timedelta(days=first), FIRST + timedelta(days=first + n - 1))


@pytest.mark.parametrize("seed", range(40))
def test_the_swing_is_that_of_numpy_on_random_lives_with_gaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 11, 35)
    logged = rng.random(35) > rng.random()
    pain = {on: int(values[i]) for i, on in enumerate(dates(0, 35)) if logged[i]}
    squares, freedom = 7 * 1.2**2, 7
    for part in (slice(0, 28), slice(28, 35)):
        told = values[part][logged[part]]
        if told.size:
            squares += float(((told - told.mean()) ** 2).sum())
            freedom += told.size - 1
    expected = np.sqrt(squares / freedom)
    assert usual_sd(pain, dates(0, 28), dates(28, 7)) == pytest.approx(expected, abs=1e-12)


def test_without_answers_the_swing_is_the_usual_one() -> None:
    assert usual_sd({}, dates(0, 7)) == pytest.approx(1.2)
    assert usual_sd({FIRST: 9}, dates(0, 7)) == pytest.approx(1.2)


def test_a_change_from_one_range_to_the_next_is_no_swing() -> None:
    pain = dict.fromkeys(dates(0, 7), 2) | dict.fromkeys(dates(7, 7), 8)
    parted = usual_sd(pain, dates(0, 7), dates(7, 7))
    assert parted == pytest.approx(np.sqrt(7 * 1.44 / 19))
    assert usual_sd(pain, dates(0, 14)) > 2


def test_a_missing_day_changes_nothing_but_how_many_there_are() -> None:
    pain = dict(zip(dates(0, 6), (3, 5, 4, 6, 2, 4), strict=True))
    assert usual_sd(pain, dates(0, 6)) == usual_sd(pain, dates(0, 9))


def test_the_standard_error_is_that_of_the_formula() -> None:
    assert standard_error(1.2, 7, 7) == pytest.approx(1.2 * np.sqrt(1.4 / 0.6) * np.sqrt(2 / 7))
    assert standard_error(1.2, 28, 7) < standard_error(1.2, 7, 7) < standard_error(1.2, 4, 7)
