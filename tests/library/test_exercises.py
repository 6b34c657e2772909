"""The items themselves: whole, plain, and without promises."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.library import CONTENT_ROOT, Exercise, Library, load
from tests.library.conftest import Edit

KINDS = {"stretch", "strength", "self_release", "nerve_glide", "breathing", "mobility", "habit"}
FORBIDDEN = re.compile(
    r"toxin|detox|lactic|supplement|vitamin|hormone|cortisol|endorphin|longevity|live longer"
    r"|anti-?ag|cure|heal\b|heals|guarantee|proven|diagnos|\bsafe|fixes|flush|melt|miracle",
    re.IGNORECASE,
)


def items(library: Library) -> list[Exercise]:
    return list(library.exercises.values())


def prose(item: Exercise) -> list[str]:
    """Return every sentence-bearing text a client may read."""
    found = [alt for media in item.media for alt in media.alt.values()]
    for text in item.text.values():
        found += [text.name, text.why, *text.steps, *text.cues]
        found += [text.easier, text.harder, text.safe_stop]
    return found


def test_every_file_loads_and_every_kind_is_there(library: Library) -> None:
    files = list((CONTENT_ROOT / "exercises").glob("*.yaml"))
    assert len(items(library)) == len(files)
    assert {item.kind for item in library.search()} == KINDS


@pytest.mark.parametrize(
    "slug",
    [
        "belly-breathing", "calf-stretch", "cat-cow", "chin-tuck", "doorway-pec", "glute-bridge",
        "gluteal-ball", "hydration", "median-glide", "microbreak", "thoracic-extension",
        "upper-trap-stretch",
    ],
)  # fmt: skip
def test_an_item_that_others_rely_on_is_there(library: Library, slug: str) -> None:
    assert library.exercise(slug) is not None


def test_nothing_is_said_that_the_product_never_claims(library: Library) -> None:
    claims = {
        (item.slug, found[0])
        for item in items(library)
        for text in prose(item)
        if (found := FORBIDDEN.search(text))
    }
    assert claims == set()


def test_sentences_are_short_and_words_are_plain(library: Library) -> None:
    for item in items(library):
        for text in prose(item):
            for sentence in re.split(r"(?<=[.!?])\s", text):
                words = re.findall(r"[\w'-]+", sentence)
                assert len(words) <= 25, (item.slug, sentence)
        english = item.text["en"]
        words = re.findall(r"[\w'-]+", " ".join([english.why, *english.steps, *english.cues]))
        assert sum(map(len, words)) / len(words) < 4.6, item.slug


def test_every_dose_names_its_certainty_and_a_convention_cites_nobody(library: Library) -> None:
    for item in items(library):
        for evidence in item.evidence:
            assert (evidence.certainty == "convention") == (evidence.url is None), item.slug


def test_a_draft_has_no_reviewer(library: Library) -> None:
    assert {item.reviewer for item in items(library) if item.review_state == "draft"} == {None}


def test_self_release_holds_at_most_thirty_seconds(library: Library) -> None:
    holds = [item.dose.hold_s for item in library.search(kind="self_release")]
    assert holds
    assert all(hold is not None and hold <= 30 for hold in holds)


def test_a_missing_translation_falls_back_to_english_and_says_so(library: Library) -> None:
    item = library.exercise("chin-tuck")
    assert item is not None
    assert item.text_for("xx") == ("en", item.text["en"])
    assert item.text_for(None)[0] == "en"


def test_a_translation_is_served_to_its_whole_language(root: Path, edit: Edit) -> None:
    name = "exercises/chin-tuck.yaml"
    text = (root / name).read_text("utf-8")
    start, end = text.index("  en:\n") + len("  en:\n"), text.index("  es:\n")
    french = text[start:end].replace("name: Chin tuck", "name: Menton rentré")
    edit(name, "contraindications:", f"  fr:\n{french}contraindications:")
    edit(name, "    alt:\n", "    alt:\n      fr: Une personne assise.\n")
    library = load(root)
    item = library.exercise("chin-tuck")
    assert item is not None
    assert item.text_for("fr-CA")[0] == "fr"
    assert item.text_for("fr-CA")[1].name == "Menton rentré"
    assert "<title>Menton rentré</title>" in item.picture("fr")
    assert [found.slug for found in library.search(q="MENTON RENTRE")] == ["chin-tuck"]


def test_an_item_cannot_be_changed(library: Library) -> None:
    item = library.exercise("chin-tuck")
    assert item is not None
    with pytest.raises(ValidationError):
        item.max_pain = 10  # type: ignore[misc]
