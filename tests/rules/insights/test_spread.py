"""Which places of a body map are new."""

import pytest

from api.rules.insights.spread import Mark, evidence_of_spread
from tests.rules.insights.series import day

NECK, LEFT, RIGHT = (
    Mark("neck", None, False),
    Mark("hip", "left", False),
    Mark("hip", "right", False),
)
BOTH, TINGLING = Mark("hip", "both", False), Mark("hip", "left", True)
Told = list[tuple[str, str, str | None]]


def told(maps: dict[int, list[Mark]], on: int = 30) -> Told:
    found = evidence_of_spread({day(n): spots for n, spots in maps.items()}, day(on))
    return [(each.code, each.region, each.side) for each in found]


@pytest.mark.parametrize(
    ("earlier", "drawn", "new"),
    [
        # Nothing to compare with: the first map is what it is.
        ([], [NECK, LEFT], []),
        ([NECK], [NECK], []),
        ([NECK], [NECK, LEFT], [("new_place", "hip", "left")]),
        ([LEFT], [BOTH], [("new_place", "hip", "right")]),
        ([BOTH], [LEFT, RIGHT], []),
        ([LEFT], [RIGHT], [("new_place", "hip", "right")]),
        ([Mark("hip", None, False)], [RIGHT], []),
        ([RIGHT], [Mark("hip", None, False)], []),
        ([NECK, LEFT], [], []),
        # Tingling is new where it was not, even from the first map on.
        ([], [TINGLING], [("new_tingling", "hip", "left")]),
        ([LEFT], [TINGLING], [("new_tingling", "hip", "left")]),
        ([TINGLING], [TINGLING], []),
        ([NECK], [TINGLING], [("new_place", "hip", "left"), ("new_tingling", "hip", "left")]),
    ],
)
def test_what_was_not_there_before_is_new(earlier, drawn, new) -> None:
    assert told({29: earlier, 30: drawn}) == new


@pytest.mark.parametrize(("ago", "is_known"), [(1, True), (28, True), (29, False)])
def test_what_was_there_within_28_days_is_known(ago, is_known) -> None:
    found = told({30 - ago: [LEFT], 15: [NECK], 30: [LEFT]})
    assert found == ([] if is_known else [("new_place", "hip", "left")])


def test_a_place_that_is_source_and_referred_is_told_once() -> None:
    assert told({29: [NECK], 30: [LEFT, LEFT]}) == [("new_place", "hip", "left")]


def test_later_maps_do_not_count() -> None:
    assert told({29: [NECK], 30: [LEFT], 31: [LEFT]}) == [("new_place", "hip", "left")]
