"""Texts of consent: every version that was ever shown stays, in every language."""

import pytest

from api.library import Library
from api.library.consents import ConsentTexts, problems

TEXT = {"title": "What is shared", "body": "All of it."}
SHARE = "share_with_therapist"


def page(language: str, **versions: list[int]) -> ConsentTexts:
    texts = {kind: tuple({"version": n, **TEXT} for n in each) for kind, each in versions.items()}
    head = {"language": language, "version": "1.0.0", "review_state": "draft", "reviewer": None}
    return ConsentTexts.model_validate(head | {"texts": texts})


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        ({SHARE: [1, 2]}, []),
        ({}, ["this text is missing"]),
        ({SHARE: []}, ["versions count from 1, and each stays"]),
        ({SHARE: [2]}, ["versions count from 1, and each stays"]),
        ({SHARE: [2, 1]}, ["versions count from 1, and each stays"]),
        ({SHARE: [1]}, ["has not the versions of English"]),
        ({SHARE: [1, 2], "other": [1]}, ["unknown code 'other'"]),
    ],
)
def test_what_a_file_of_them_cannot_be(library: Library, ours, told):
    english = page("en", **{SHARE: [1, 2]})
    found = problems(page("es", **ours), library.vocabulary("es"), english)
    assert [why for _, why in found] == told


def test_the_newest_is_shown(library: Library):
    assert page("en", **{SHARE: [1, 2]}).newest(SHARE).version == 2
    for language in library.languages:
        texts = library.consent_texts(language)
        assert texts.language == language
        assert texts.newest(SHARE).version == len(texts.texts[SHARE])
