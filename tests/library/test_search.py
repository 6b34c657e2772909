from dataclasses import replace

import pytest

from api.library import Library

CASES = {
    "region": ({"region": "calf"}, {"calf-stretch", "hydration"}),
    "condition": ({"condition": "carpal_tunnel"}, {"median-glide"}),
    "kind": ({"kind": "self_release"}, {"gluteal-ball"}),
    "root cause": ({"root_cause": "ischemia"}, {"microbreak"}),
    "factor": ({"factor": "sitting_standing"}, {"microbreak", "thoracic-extension"}),
    "a word of the name": ({"q": "doorway"}, {"doorway-pec"}),
    "a word of the targets": ({"q": "gastrocnemius"}, {"calf-stretch"}),
    "a word of the why": ({"q": "kinder"}, {"microbreak"}),
    "case and accents": ({"q": "DOÖRWÁY"}, {"doorway-pec"}),
    "all words, any order": ({"q": "stretch chest"}, {"doorway-pec"}),
    "words that never meet": ({"q": "doorway nerve"}, set()),
    "every facet at once": (
        {"region": "low_back", "kind": "strength", "condition": "hip_pain", "q": "bridge"},
        {"glute-bridge"},
    ),
    "facets that exclude each other": ({"region": "neck", "kind": "nerve_glide"}, set()),
    "an unknown code": ({"region": "tail"}, set()),
}

TWELVE = {
    "belly-breathing", "calf-stretch", "cat-cow", "chin-tuck", "doorway-pec", "glute-bridge",
    "gluteal-ball", "hydration", "median-glide", "microbreak", "thoracic-extension",
    "upper-trap-stretch",
}  # fmt: skip


@pytest.fixture
def few(library: Library) -> Library:
    """A part of the library that does not grow with it."""
    return replace(library, latest={slug: library.latest[slug] for slug in TWELVE})


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_search_finds_by(few: Library, asked: dict[str, str], expected: set[str]) -> None:
    assert {item.slug for item in few.search(**asked)} == expected


def test_no_facet_finds_everything_in_order(few: Library) -> None:
    assert [item.slug for item in few.search()] == sorted(TWELVE)
    assert few.search(q="   ") == few.search()
