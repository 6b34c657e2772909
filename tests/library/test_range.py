"""What the library as a whole has for whom, and in which languages."""

from collections import Counter

import pytest

from api.library import Library
from tests.library.items import lines, newest, prescribable

LANGUAGES = {"en", "es"}
# How many items there are at least for each code of a field.
AT_LEAST = {"conditions": 4, "root_causes": 3, "factors": 3}
# Phrases of safety that several items may say in the same words.
SHARED: set[str] = set()
# Items that a clinician has signed, and who: nobody else is named by any file.
SIGNED: dict[str, str] = {}


def test_there_are_a_hundred_items(library: Library) -> None:
    assert len(prescribable(library)) >= 100


@pytest.mark.parametrize("field", AT_LEAST)
def test_nobody_looks_for_a_code_in_vain(library: Library, field: str) -> None:
    found = Counter(code for item in prescribable(library) for code in getattr(item, field))
    few = {
        code: found[code]
        for code in library.vocabulary("en").codes(field)
        if found[code] < AT_LEAST[field]
    }
    assert few == {}


def test_every_item_is_whole_in_both_languages(library: Library) -> None:
    for item in newest(library):
        assert set(item.text) == LANGUAGES, item.slug
        for media in item.media:
            assert set(media.alt) == LANGUAGES, item.slug


def test_every_item_is_a_draft_until_a_clinician_signs(library: Library) -> None:
    named = {item.slug: item.reviewer for item in newest(library) if item.review_state != "draft"}
    assert named == SIGNED
    for item in library.exercises.values():
        if item.review_state == "draft":
            assert (item.reviewer, item.reviewed_on) == (None, None), item.slug


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_step_or_cue_is_said_twice(library: Library, language: str) -> None:
    said: dict[str, list[str]] = {}
    for item in newest(library):
        for line in lines(item, language):
            said.setdefault(line, []).append(item.slug)
    twice = {line: slugs for line, slugs in said.items() if len(slugs) > 1}
    assert {line: slugs for line, slugs in twice.items() if line not in SHARED} == {}
