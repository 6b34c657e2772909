"""Rank correlation as SciPy reckons it, and a claim only of what is not a trend of both."""

from datetime import date
from math import sqrt
from random import Random
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from api.rules.insights.associations import Pair, association, interval, spearman, worth
from tests.rules.insights.series import day, on_days, shifted

SLEEP = on_days([7, 4, 8, 5, 3, 6, 9, None, 4, 7, 6, 3, 8, 5, 6, 4, 7, 5])
PAIN = on_days([4, 6, 5, 5, 7, 4, 3, 5, 5, 5, 4, None, 4, 6, 3, 7, 5, 4])
PAIRS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=5, max_size=56)


def test_better_sleep_goes_with_less_pain() -> None:
    found = association("sleep_pain", SLEEP, PAIN, day(17))
    assert (found.n, found.claim, found.reason) == (16, True, None)
    assert found.rho == pytest.approx(-0.6385892691, abs=1e-9)
    assert found.low == pytest.approx(-0.875, abs=5e-4)
    assert found.high == pytest.approx(-0.158, abs=5e-4)


def test_stress_goes_with_the_pain_of_the_next_date() -> None:
    stress = {on.fromordinal(on.toordinal() - 1): value for on, value in SLEEP.items()}
    found = association("stress_pain", stress, PAIN, day(17))
    assert found.rho == pytest.approx(-0.6385892691, abs=1e-9)


@settings(max_examples=300)
@given(PAIRS)
def test_it_is_the_rho_of_scipy(pairs: list[tuple[int, int]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    with catch_warnings():
        simplefilter("ignore")
        expected = spearmanr(xs, ys).statistic
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert spearman(xs, ys) == 0
    else:
        assert spearman(xs, ys) == pytest.approx(expected, abs=1e-9)


@given(st.floats(-1, 1), st.integers(4, 56))
def test_an_interval_holds_its_rho_and_stays_within_one(rho: float, n: int) -> None:
    low, high = interval(rho, n)
    assert -1 <= low <= rho + 1e-12
    assert rho - 1e-12 <= high <= 1


@pytest.mark.parametrize("pairs", [13, 14])
def test_it_needs_fourteen_pairs(pairs: int) -> None:
    values = on_days([n % 5 for n in range(pairs)])
    found = association("sleep_pain", values, values, day(pairs - 1))
    assert (found.rho is not None) == (pairs == 14)
    assert found.reason == (None if pairs == 14 else "insufficient_data")
    assert found.n == pairs


@pytest.mark.parametrize("distinct", [2, 3])
def test_it_needs_three_distinct_values_of_each(distinct: int) -> None:
    few = on_days([n % distinct for n in range(20)])
    many = on_days([n % 7 for n in range(20)])
    for one, other in ((few, many), (many, few)):
        found = association("sleep_pain", one, other, day(19))
        assert (found.reason == "too_uniform") == (distinct == 2)


def test_only_the_last_56_days_count() -> None:
    early = on_days([n % 7 for n in range(30)])
    assert association("sleep_pain", early, early, day(29 + 42)).n == 14
    assert association("stress_pain", early, early, day(29 + 42)).n == 13


def test_two_series_that_merely_recover_together_give_no_claim() -> None:
    """Of two unrelated ones that share a trend 94 % correlate; hardly any may be claimed."""
    chance = Random(11)
    claims = told = 0
    for _ in range(200):
        sleep, pain = (recovering(chance, up) for up in (True, False))
        found = association("sleep_pain", sleep, pain, day(41))
        assert found.low is not None
        assert found.high is not None
        told += found.low > 0 or found.high < 0
        claims += found.claim
    assert told > 160
    assert claims <= 20


def recovering(chance: Random, up: bool) -> dict[date, int]:
    """Return 42 days that go from 3 to 8 or from 8 to 3, with noise of their own."""
    steps = [3 + 5 * n / 41 for n in range(42)]
    return on_days(
        [
            min(10, max(0, round(step + chance.gauss(0, 1))))
            for step in (steps if up else steps[::-1])
        ]
    )


def worth_by_numpy(on: list[int], xs: list[int], ys: list[int]) -> float:
    """Return how many pairs apart tell as much, from the ranks in SciPy's way."""
    n = len(on)
    has_next = np.diff(on) == 1

    def alike(values: list[int]) -> float:
        z = rankdata(values)
        z -= z.mean()
        found = (z[:-1] * z[1:])[has_next].mean() / (z * z).mean() if z.any() else 0
        return np.clip(found, 0, 1)

    part = alike(xs) * alike(ys) * has_next.mean() if has_next.any() else 0
    return max(n * (1 - part) / (1 + part), 4)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 55), st.integers(0, 10), st.integers(0, 10)),
        min_size=14,
        max_size=56,
        unique_by=lambda each: each[0],
    )
)
def test_pairs_are_worth_what_numpy_says(found: list[tuple[int, int, int]]) -> None:
    on, xs, ys = map(list, zip(*sorted(found), strict=True))
    pairs = [Pair(day(n), x, y) for n, x, y in zip(on, xs, ys, strict=True)]
    assert worth(pairs) == pytest.approx(worth_by_numpy(on, xs, ys), abs=1e-9)
    assert 4 <= worth(pairs) <= len(pairs)


def halves(first: int, length: int, gap: int = 1) -> list[Pair]:
    """Return pairs of two values that stay low for the first half and high for the second."""
    return [Pair(day(n * gap), (n + first) // length, (n + first) // length) for n in range(20)]


def test_days_that_are_like_those_before_them_are_worth_less() -> None:
    # Every neighbour but one is alike: r is 18/19 - 1/19 of each series.
    part = (17 / 19) ** 2
    assert worth(halves(0, 10)) == pytest.approx(max(20 * (1 - part) / (1 + part), 4))
    assert worth(halves(0, 1)) < 20
    # Values that alternate, and days without a neighbour, count in full.
    assert worth([Pair(day(n), n % 2, n % 2) for n in range(20)]) == 20
    assert worth(halves(0, 10, gap=2)) == 20


def test_a_claim_needs_more_days_the_more_they_are_alike() -> None:
    """The same 28 pairs, once in their order and once shuffled."""
    chance = Random(4)
    slow = [(n // 4) % 4 for n in range(28)]
    pairs = [(x + chance.randint(0, 3), 6 - x + chance.randint(0, 3)) for x in slow]
    mixed = chance.sample(pairs, len(pairs))
    found, shuffled = (
        association(
            "sleep_pain", on_days([x for x, _ in each]), on_days([y for _, y in each]), day(27)
        )
        for each in (pairs, mixed)
    )
    assert found.rho == shuffled.rho
    assert found.high > shuffled.high
    assert found.low < shuffled.low


@given(st.integers(-400, 400))
def test_shifting_all_dates_changes_nothing(by: int) -> None:
    moved = association("sleep_pain", shifted(SLEEP, by), shifted(PAIN, by), day(17 + by))
    assert moved == association("sleep_pain", SLEEP, PAIN, day(17))


def about_the_mean(xs: list[int], ys: list[int]) -> float:
    """Return the rank correlation from the deviations of twice the ranks, times their number."""

    def centred(values: list[int]) -> list[int]:
        ranks = [
            sum(other < each for other in values) + sum(other <= each for other in values) + 1
            for each in values
        ]
        return [len(ranks) * each - sum(ranks) for each in ranks]

    one, other = centred(xs), centred(ys)
    squares = sum(a * a for a in one) * sum(b * b for b in other)
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / sqrt(squares) if squares else 0.0


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(-300, 300)), min_size=1, max_size=56))
def test_sums_of_ranks_give_exactly_what_deviations_from_the_mean_give(
    pairs: list[tuple[int, int]],
) -> None:
    xs, ys = map(list, zip(*pairs, strict=True))
    assert spearman(xs, ys) == about_the_mean(xs, ys)
