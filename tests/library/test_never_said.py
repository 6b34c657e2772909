"""Words that no item says anywhere, not to deny them and not within another word."""

import json
import re

import pytest

from api.library import Exercise, Library
from api.library.indexing import fold

# Their beginnings are those of the Spanish words as well, but for the double letter of one.
NEVER = re.compile(r"toxi[nc]|lactic|supp?lement|serotonin|dopamin|hormon|longevi")


def everything(item: Exercise) -> str:
    """Return all that is served of an item, in all languages, and its picture."""
    pictures = [item.picture(language) for language in item.text]
    served = json.dumps(item.model_dump(mode="json"), ensure_ascii=False)
    return fold("\n".join([served, *pictures]))


def test_no_item_says_a_word_that_is_never_said(library: Library) -> None:
    said = {
        f"{item.slug}@{item.version}": found[0]
        for item in library.exercises.values()
        if (found := NEVER.search(everything(item)))
    }
    assert said == {}


@pytest.mark.parametrize(
    "word",
    [
        "Detoxins", "tóxico", "prophylactic", "ácido láctico", "supplement", "suplementos",
        "serotonina", "dopamine", "hormonal", "longevidad",
    ],
)  # fmt: skip
def test_it_would_be_found(library: Library, word: str) -> None:
    item = library.exercise("chin-tuck")
    assert item is not None
    cited = item.evidence[0].model_copy(update={"citation": f"Of {word}."})
    assert NEVER.search(everything(item.model_copy(update={"evidence": (cited,)})))
