"""The headline of a brief against NumPy on random lives: the change and what stands beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import Standing
from api.rules.insights.baselines import Change, current_days, progress
from api.rules.insights.figures import insights
from api.rules.insights.headline import high_pain, rhythm, worst_pain
from api.rules.insights.means import days
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.series import GAPPY, day, on_days

WHERE = Standing(day(0), (day(7), day(21)))
AS_OF = day(50)
BASELINE, CURRENT, BEFORE = range(7), range(44, 51), range(16, 44)


def life(chance: Random) -> dict[date, DailyCheckIn]:
    """Return eight weeks of check-ins with gaps, some of them without an answer to a question."""
    missing, level = chance.random() * 0.8, chance.randint(0, 8)

    def value() -> int | None:
        return None if chance.random() < 0.1 else min(10, level + chance.randint(0, 4))

    told = (n for n in range(55) if chance.random() > missing)
    return {day(n): DailyCheckIn(day(n), value(), value(), None, None, None, None) for n in told}


def told(values: Mapping[date, int | None], over: Sequence[int]) -> np.ndarray:
    found = [values.get(day(n)) for n in over]
    return np.array([value for value in found if value is not None], dtype=float)


def expected_interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    squares = sum(float(((part - part.mean()) ** 2).sum()) for part in (before, after))
    sd = np.sqrt((7 * 1.2**2 + squares) / (7 + len(before) + len(after) - 2))
    error = sd * np.sqrt(1.4 / 0.6) * np.sqrt(1 / len(before) + 1 / len(after))
    d = after.mean() - before.mean()
    return d - 1.959963984540054 * error, d + 1.959963984540054 * error


@pytest.mark.parametrize("seed", range(120))
def test_every_figure_of_the_headline_is_that_of_numpy(seed: int) -> None:
    diary = life(Random(seed))
    found = insights(diary, WHERE, AS_OF, day(0), AS_OF).pain
    pain = {on: entry.pain_average for on, entry in diary.items()}
    worst = {on: entry.pain_worst for on, entry in diary.items()}
    before, after = told(pain, BASELINE), told(pain, CURRENT)
    if found.progress.baseline.kind == "before_first_session" and len(after) >= 4:
        change = found.progress.change
        assert change.interval == pytest.approx(expected_interval(before, after), abs=1e-9)
        low, high = expected_interval(before, after)
        assert change.is_beyond_swing == (low > 0 or high < 0)
    if found.progress.baseline.kind == "before_first_session":
        first, last = told(worst, BASELINE), told(worst, CURRENT)
        if len(first) >= 4 and len(last) >= 4:
            expected = last.mean() - first.mean()
            assert float(found.worst_pain.absolute or 0) == pytest.approx(expected, abs=1e-9)
        for part, share in ((first, found.high_before), (last, found.high_now)):
            assert (share.high, share.logged) == ((part >= 7).sum(), len(part))
            assert (share.percent is None) == (len(part) < 4)
            if share.percent is not None:
                assert float(share.percent) == pytest.approx(100 * (part >= 7).mean())
    usual = len(told(pain, BEFORE)) / 28
    assert float(found.rhythm.usual_percent or 0) == pytest.approx(100 * usual)
    assert (found.rhythm.logged, found.rhythm.due) == (len(after), 7)
    # 7 * usual is a multiple of 1/4: floats hold it exactly.
    assert found.rhythm.is_fewer == (7 * usual - len(after) >= 2)


@given(GAPPY, st.integers(0, 60))
def test_a_missing_day_counts_in_nothing(values: list[int | None], at: int) -> None:
    """A date without an entry is the same as a date with a check-in that left pain out."""
    pain = on_days(values)
    found = progress(pain, WHERE, day(at)).change
    diary = {
        day(n): DailyCheckIn(day(n), value, None, None, None, None, None)
        for n, value in enumerate(values)
    }
    assert insights(diary, WHERE, day(at), day(0), day(at)).pain.progress.change == found


@pytest.mark.parametrize(
    ("absolute", "error", "interval", "is_beyond"),
    [
        (Fraction(-2), 1.0, (-3.96, -0.04), True),
        (Fraction(2), 1.1, (-0.156, 4.156), False),
        (Fraction(0), 0.5, (-0.98, 0.98), False),
        (None, None, None, None),
        # Of a response no error is asked for.
        (Fraction(-2), None, None, None),
    ],
)
def test_a_change_is_beyond_the_swing_if_its_interval_excludes_zero(
    absolute, error, interval, is_beyond
) -> None:
    change = Change(absolute, None, None, error=error)
    assert change.interval == (interval and pytest.approx(interval, abs=1e-3))
    assert change.is_beyond_swing is is_beyond


@pytest.mark.parametrize(
    ("category", "is_noticeable"),
    [
        ("meaningful_worsening", True),
        ("meaningful_improvement", True),
        ("small_worsening", False),
        ("no_clear_change", False),
        (None, None),
    ],
)
def test_what_people_notice_is_a_meaningful_change(category, is_noticeable) -> None:
    assert Change(None, None, category).is_noticeable is is_noticeable


def test_worst_pain_says_what_is_missing() -> None:
    week, later = days(day(0), day(6)), days(day(20), day(26))
    known = on_days([5, 6, 7, 8])
    assert worst_pain({}, [], later).reason == "no_baseline"
    found = worst_pain(known, week, later)
    assert (found.absolute, found.reason) == (None, "insufficient_data")
    found = worst_pain(known | on_days([3, 4, 4, 4], 20), week, later)
    assert found.absolute == Fraction(15, 4) - Fraction(13, 2)


def test_high_pain_is_seven_or_more_of_the_days_on_which_it_was_told() -> None:
    week = days(day(0), day(6))
    found = high_pain(on_days([6, 7, 10, None, 0]), week)
    assert (found.high, found.logged, found.percent) == (2, 4, 50)
    found = high_pain(on_days([7, 7, 7]), week)
    assert (found.high, found.percent, found.reason) == (3, None, "insufficient_data")


@pytest.mark.parametrize(
    ("usual", "lately", "is_fewer"),
    [
        # Of 28 days, and of the last 7: 2 days less than usual is fewer.
        (28, 6, False),
        (28, 5, True),
        (24, 4, True),
        (23, 4, False),
        (20, 3, True),
        (8, 0, True),
        (7, 0, False),
        (0, 0, False),
        (8, 7, False),
    ],
)
def test_fewer_is_two_days_less_than_she_usually_logs(usual: int, lately: int, is_fewer) -> None:
    pain = dict.fromkeys(days(day(0), day(usual - 1)), 3)
    pain |= dict.fromkeys(days(day(28), day(27 + lately)), 3)
    due = set(days(day(0), day(34)))
    found = rhythm(pain, days(day(28), day(34)), due, day(34))
    assert (found.logged, found.due, found.is_fewer) == (lately, 7, is_fewer)
    assert found.usual_percent == Fraction(100 * usual, 28)


def test_what_is_usual_takes_a_week_that_was_due() -> None:
    now = days(day(28), day(34))
    due = set(days(day(22), day(34)))
    assert rhythm({}, now, due, day(34)).reason == "insufficient_data"
    assert rhythm({}, now, due | {day(21)}, day(34)).is_fewer is False


def test_a_day_that_is_not_over_is_not_missing() -> None:
    diary = {
        day(n): DailyCheckIn(day(n), 3, None, None, None, None, None) for n in range(50) if n != 46
    }
    found = insights(diary, WHERE, AS_OF, day(0), day(49)).pain.rhythm
    assert (found.logged, found.due, found.is_fewer) == (5, 6, False)
    assert current_days(progress({}, WHERE, AS_OF).baseline, AS_OF)[-1] == AS_OF
