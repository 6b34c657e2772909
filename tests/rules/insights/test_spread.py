"""Which places of two body maps running are new."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.insights.spread import SPREAD_BACK, Mark, evidence_of_spread
from tests.rules.insights.series import day

NECK, LEFT, RIGHT = (
    Mark("neck", None, False),
    Mark("hip", "left", False),
    Mark("hip", "right", False),
)
BOTH, TINGLING = Mark("hip", "both", False), Mark("hip", "left", True)
NOW = 60
Told = list[tuple[str, str, str | None]]
PLACE = ("new_place", "hip", "left")
TINGLES = ("new_tingling", "hip", "left")


def told(maps: dict[int, list[Mark]], on: int = NOW, disclosed: Sequence[Mark] = ()) -> Told:
    by_date = {day(n): spots for n, spots in maps.items()}
    return [
        (each.code, each.region, each.side)
        for each in evidence_of_spread(by_date, day(on), disclosed)
    ]


def weeks(*spots: Mark, maps: int = 7, last: int = NOW - 14) -> dict[int, list[Mark]]:
    """Return maps of so many days running, the last of which lies 14 days back."""
    return {last - n: list(spots) for n in range(maps)}


@pytest.mark.parametrize(
    ("old", "drawn", "new"),
    [
        ([NECK], [NECK], []),
        ([NECK], [NECK, LEFT], [PLACE]),
        ([LEFT], [BOTH], [("new_place", "hip", "right")]),
        ([BOTH], [LEFT, RIGHT], []),
        ([LEFT], [RIGHT], [("new_place", "hip", "right")]),
        ([Mark("hip", None, False)], [RIGHT], []),
        ([RIGHT], [Mark("hip", None, False)], []),
        ([NECK, LEFT], [NECK], []),
        # Tingling is new where it was not, and where there was no pain either.
        ([LEFT], [TINGLING], [TINGLES]),
        ([TINGLING], [TINGLING], []),
        ([NECK], [TINGLING], [PLACE, TINGLES]),
        # Pain where it tingled before is not new, nor is tingling that has gone.
        ([TINGLING], [LEFT], []),
        # A place that is source and referred is told once.
        ([NECK], [LEFT, LEFT], [PLACE]),
    ],
)
def test_what_two_maps_have_and_none_before_them_is_new(old, drawn, new) -> None:
    assert told(weeks(*old) | {NOW - 1: drawn, NOW: drawn}) == new


@pytest.mark.parametrize(
    ("first", "second", "new"),
    [
        ([NECK, LEFT], [NECK], []),
        ([NECK], [NECK, LEFT], []),
        ([BOTH], [LEFT], [PLACE]),
        ([LEFT], [BOTH], [PLACE]),
        ([Mark("hip", None, False)], [LEFT], [PLACE]),
        # It has hurt there twice, but tingled once.
        ([LEFT], [TINGLING], [PLACE]),
    ],
)
def test_a_place_has_to_be_on_both_maps(first, second, new) -> None:
    assert told(weeks(NECK) | {NOW - 1: first, NOW: second}) == new


@pytest.mark.parametrize(("apart", "is_told"), [(1, True), (6, True), (7, False)])
def test_two_maps_lie_within_seven_days(apart: int, is_told: bool) -> None:
    assert told(weeks(NECK) | {NOW - apart: [LEFT], NOW: [LEFT]}) == [PLACE] * is_told


def test_a_map_without_the_place_between_two_that_have_it_begins_anew() -> None:
    maps = weeks(NECK) | {NOW - 2: [LEFT], NOW - 1: [NECK], NOW: [LEFT]}
    assert told(maps) == []
    assert told(maps | {NOW + 1: [LEFT]}, NOW + 1) == [PLACE]


@pytest.mark.parametrize(("maps", "is_told"), [(6, False), (7, True), (20, True)])
def test_nothing_is_new_before_it_is_known_what_is_usual(maps: int, is_told: bool) -> None:
    drawn = {NOW - 1: [LEFT], NOW: [LEFT]}
    assert told(weeks(NECK, maps=maps) | drawn) == [PLACE] * is_told
    tingling = {NOW - 1: [TINGLING], NOW: [TINGLING]}
    assert told(weeks(LEFT, maps=maps) | tingling) == [TINGLES] * is_told


@pytest.mark.parametrize(
    ("ago", "is_told"), [(2, True), (13, True), (14, False), (55, False), (56, True)]
)
def test_a_place_is_known_if_a_map_of_the_six_weeks_before_the_last_two_has_it(
    ago: int, is_told: bool
) -> None:
    maps = weeks(NECK, last=NOW - 20) | {NOW - 1: [LEFT], NOW: [LEFT]} | {NOW - ago: [LEFT]}
    assert told(maps) == [PLACE] * is_told


def test_what_her_intake_names_is_known() -> None:
    maps = weeks(NECK) | {NOW - 1: [TINGLING, RIGHT], NOW: [TINGLING, RIGHT]}
    assert told(maps, disclosed=[BOTH]) == [TINGLES]
    assert told(maps, disclosed=[TINGLING]) == [("new_place", "hip", "right")]
    assert told(maps, disclosed=[Mark("hip", None, True)]) == []


def test_against_an_intake_that_names_places_tingling_is_new_from_two_maps_on() -> None:
    maps = {NOW - 1: [TINGLING, NECK], NOW: [TINGLING, NECK]}
    assert told(maps) == []
    assert told(maps, disclosed=[LEFT]) == [TINGLES]
    assert told(maps, disclosed=[TINGLING]) == []


def test_later_maps_do_not_count_and_the_first_of_the_two_dates_the_evidence() -> None:
    maps = weeks(NECK) | {NOW - 3: [LEFT], NOW: [LEFT], NOW + 1: [NECK]}
    (found,) = evidence_of_spread({day(n): spots for n, spots in maps.items()}, day(NOW))
    assert (found.kind, found.from_on, found.on) == ("spread", day(NOW - 3), day(NOW))


SPOTS = st.lists(
    st.builds(
        Mark,
        st.sampled_from(["neck", "hip"]),
        st.sampled_from(["left", "right", "both", None]),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
MAPS = st.dictionaries(st.integers(0, NOW), SPOTS, max_size=25).map(lambda maps: weeks(NECK) | maps)


def sides(spots: Sequence[Mark], tingling: bool) -> set[tuple[str, str]]:
    """Return the halves of the body that marks may mean; without a side any is meant."""
    halves = {"both": ("left", "right"), None: ("left", "right")}
    told_of = [spot for spot in spots if spot.tingling or not tingling]
    return {(s.region, half) for s in told_of for half in halves.get(s.side, (str(s.side),))}


@given(MAPS, SPOTS, SPOTS)
def test_it_is_what_sets_of_halves_say(maps, first, second) -> None:
    maps |= {NOW - 1: first, NOW: second}
    found = {(code, region, side) for code, region, side in told(maps) if side is not None}
    old = [spots for n, spots in maps.items() if NOW - 55 <= n <= NOW - 14]
    for code, tingling in (("new_place", False), ("new_tingling", True)):
        known = set().union(*(sides(spots, tingling) for spots in old))
        # A mark without a side on the second map has no half of its own.
        sided = [spot for spot in second if spot.side is not None]
        new = (sides(sided, tingling) & sides(first, tingling)) - known
        assert {(region, half) for c, region, half in found if c == code} == new


def test_no_map_further_back_is_needed() -> None:
    assert SPREAD_BACK.days == 55
