"""What an exercise does to pain, and when that asks for a look."""

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.insights.effects import Rating, effect
from tests.rules.insights.series import day

ITEM = UUID(int=1)


def flagged(*pairs: tuple[int, int]) -> bool:
    return effect(ITEM, [Rating(*pair) for pair in pairs]).flagged


def test_the_median_rise_of_five() -> None:
    found = effect(ITEM, [Rating(3, 3), Rating(3, 4), Rating(4, 3), Rating(2, 2), Rating(3, 3)])
    assert (found.n, found.median, found.flagged, found.reason) == (5, 0, False, None)


def test_four_are_too_few_for_a_median() -> None:
    found = effect(ITEM, [Rating(3, 5)] * 4)
    assert (found.n, found.median, found.flagged, found.reason) == (
        4,
        None,
        False,
        "insufficient_data",
    )


@pytest.mark.parametrize(("after", "is_flagged"), [(5, False), (6, True)])
def test_a_single_one_above_five_flags_at_once(after: int, is_flagged: bool) -> None:
    assert flagged((5, after)) == is_flagged


def test_a_median_rise_of_one_flags() -> None:
    assert flagged((2, 3), (2, 3), (2, 3), (2, 2), (2, 2))
    assert not flagged((2, 3), (2, 3), (2, 2), (2, 2), (2, 2))


def test_two_of_the_last_five_that_rise_by_two_flag() -> None:
    level = [(2, 2)] * 4
    assert flagged(*level, (2, 4), (2, 2), (2, 4))
    assert not flagged(*level, (2, 4), (2, 3))
    # Those before the last five do not count for this.
    assert not flagged((2, 4), (2, 4), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2))


def test_a_median_between_two_is_exact() -> None:
    found = effect(ITEM, [Rating(2, 2)] * 3 + [Rating(2, 3)] * 3)
    assert (found.median, found.flagged) == (Fraction(1, 2), False)


@pytest.mark.parametrize(
    ("pairs", "why", "met"),
    [
        # Every one fell by one, and a single one was high.
        ([(7, 6), *[(4, 3)] * 6], "single_high", [0]),
        ([(2, 2)] * 4 + [(2, 4), (2, 2), (2, 4)], "rises", [4, 6]),
        ([(2, 3), (2, 2), (2, 3), (2, 3), (5, 6)], "median_rise", [0, 2, 3, 4]),
        ([(3, 3)] * 5, None, []),
    ],
)
def test_it_tells_which_rule_flags_and_on_which_days(
    pairs: list[tuple[int, int]], why: str | None, met: list[int]
) -> None:
    rated = [Rating(*pair, on=day(n)) for n, pair in enumerate(pairs)]
    found = effect(ITEM, rated)
    assert (found.why, found.flagged) == (why, why is not None)
    assert [each.on for each in found.met] == [day(n) for n in met]


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=12))
def test_no_median_without_five(pairs: list[tuple[int, int]]) -> None:
    found = effect(ITEM, [Rating(*pair) for pair in pairs])
    assert (found.median is None) == (len(pairs) < 5) == (found.reason is not None)
