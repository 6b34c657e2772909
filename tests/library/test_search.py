"""Items are found by their codes and by words: whoever looks, in whatever language she thinks."""

import pytest

from api.library import FILTERS, Library, Shelf
from tests.library.shelves import ITEMS, QUIET, shelf

NECK, SHOULDER, CALF, BREATHING = "neck-turn", "shoulder-roll", "calf-stretch", "slow-breathing"
CODES = {
    "region": ({"region": "neck"}, [NECK, SHOULDER]),
    "condition": ({"condition": "plantar_fascia"}, [CALF]),
    "kind": ({"kind": "breathing"}, [BREATHING]),
    "root cause": ({"root_cause": "trigger_points"}, [BREATHING]),
    "factor": ({"factor": "sleep"}, [CALF]),
    "equipment": ({"equipment": "wall"}, [CALF]),
    "position": ({"position": "seated"}, [NECK, SHOULDER]),
    "level": ({"level": "hard"}, [BREATHING]),
    "several": ({"region": "neck", "level": "medium"}, [SHOULDER]),
    "words beside": ({"region": "neck", "q": "typing"}, [SHOULDER]),
    "codes that exclude each other": ({"region": "neck", "kind": "stretch"}, []),
    "an unknown code": ({"region": "tail"}, []),
}
WORDS = {
    # Where a word stands: name, then region and condition, then the rest; at last what is done.
    "neck": [NECK, SHOULDER, BREATHING],
    "cuello": [NECK, SHOULDER, BREATHING],
    "shoulder": [SHOULDER],
    "hombro": [SHOULDER],
    "typing": [SHOULDER],
    "marvels": [BREATHING],
    # Codes in words, in either language.
    "headache": [BREATHING],
    "dolor de cabeza": [BREATHING],
    "gastrocnemius": [CALF],
    "trigger points": [BREATHING],
    "puntos gatillo": [BREATHING],
    "wall": [CALF],
    "pared": [CALF],
    "fascia": [CALF],
    # The slug, and the same words in any order.
    "calf-stretch": [CALF],
    "stretch calf": [CALF],
    "slow-breathing": [BREATHING],
    # Case and accents.
    "NÉCK": [NECK, SHOULDER, BREATHING],
    "respiracion": [BREATHING],
    "RESPIRACIÓN": [BREATHING],
    "circulos": [SHOULDER],
    # One or many.
    "calves": [CALF],
    "stretches": [CALF],
    "shoulders": [SHOULDER],
    "headaches": [BREATHING],
    "cuellos": [NECK, SHOULDER, BREATHING],
    "hombros": [SHOULDER],
    "respiraciones": [BREATHING],
    "dolores de cabeza": [BREATHING],
    "pantorrillas": [CALF],
    # What is begun.
    "shou": [SHOULDER],
    "pantorr": [CALF],
    "gastro": [CALF],
    # A letter wrong, too much, left out, changed places.
    "shoylder": [SHOULDER],
    "shouldder": [SHOULDER],
    "sholder": [SHOULDER],
    "shuolder": [SHOULDER],
    "shuolders": [SHOULDER],
    "nekc": [NECK, SHOULDER, BREATHING],
    "pantorilla": [CALF],
    "cabesa": [BREATHING],
    "plantr fasca": [CALF],
    "shuoldre": [],
    # All words must be found.
    "neck typing": [SHOULDER],
    "neck pain": [NECK, SHOULDER],
    "calf typing": [],
    "neck xylophone": [],
    "?!": sorted(ITEMS),
    "   ": sorted(ITEMS),
}


@pytest.fixture(scope="module")
def small(library: Library) -> Shelf:
    return shelf(library)


def found(small: Shelf, q: str | None = None, **filters: str | None) -> list[str]:
    return [item.slug for item in small.search(q, filters).items]


@pytest.mark.parametrize(("asked", "expected"), CODES.values(), ids=CODES)
def test_codes_find(small: Shelf, asked: dict[str, str], expected: list[str]) -> None:
    assert found(small, **asked) == expected


@pytest.mark.parametrize(("q", "expected"), WORDS.items(), ids=WORDS)
def test_words_find(small: Shelf, q: str, expected: list[str]) -> None:
    assert found(small, q) == expected


def test_nothing_asked_finds_everything_by_slug(small: Shelf) -> None:
    assert found(small) == found(small, "") == sorted(ITEMS)


def test_a_retired_item_is_not_found(library: Library) -> None:
    small = shelf(library, neck_turn={"review_state": "retired"})
    assert NECK not in found(small)
    assert found(small, "neck") == [SHOULDER, BREATHING]
    assert small.search(None, {}).facets["equipment"] == {"wall": 1}


def test_a_whole_word_comes_before_one_that_is_begun(library: Library) -> None:
    longer = {"text": renamed(library, "Calfskin roll")}
    small = shelf(library, shoulder_roll=longer)
    assert found(small, "calf") == [CALF, SHOULDER]
    assert found(small, "calfs") == [CALF, SHOULDER]


def test_a_mistyped_word_counts_only_where_no_other_is_found(library: Library) -> None:
    small = shelf(library, shoulder_roll={"text": renamed(library, "Half roll")})
    assert found(small, "calf") == [CALF]
    assert found(small, "valf") == [CALF, SHOULDER]
    assert found(small, "halg") == [SHOULDER]


def renamed(library: Library, name: str, **words: str) -> dict[str, object]:
    item = library.exercise("chin-tuck")
    assert item is not None
    return {"en": item.text["en"].model_copy(update={**QUIET, "name": name, **words})}


def test_words_that_stand_together_come_before_those_that_stand_apart(library: Library) -> None:
    small = shelf(library, shoulder_roll={"text": renamed(library, "Neck roll")})
    assert found(small, "neck") == [NECK, SHOULDER, BREATHING]
    assert found(small, "neck pain") == [NECK, SHOULDER]
    assert found(small, "shoulder pain") == [SHOULDER, CALF]


def test_a_word_that_every_item_has_tells_none_from_another(library: Library) -> None:
    names = {slug: english["name"] for slug, (_, english, _) in ITEMS.items()}
    names[SHOULDER] = "The of"
    texts = {
        slug.replace("-", "_"): {"text": renamed(library, name, why="Of the day.")}
        for slug, name in names.items()
    }
    assert found(shelf(library, **texts), "neck of the") == [NECK, SHOULDER]


def test_how_it_is_done_counts_beside_what_it_is(small: Shelf) -> None:
    # "Shoulder" stands in a step of the stretch: no reason to show it, but none to leave it out.
    assert found(small, "shoulder") == [SHOULDER]
    assert found(small, "calf shoulder") == [CALF]


def test_a_facet_counts_what_it_would_find_beside_the_other_filters(small: Shelf) -> None:
    everything = small.search(None, {}).facets
    assert everything["region"] == {"neck": 2, "shoulder": 1, "chest": 1, "calf": 1}
    assert list(everything["region"]) == ["neck", "shoulder", "chest", "calf"]
    assert everything["position"] == {"standing": 1, "seated": 2, "lying_back": 1}
    narrowed = small.search(None, {"region": "neck"}).facets
    assert narrowed["region"] == everything["region"]
    assert narrowed["level"] == {"easy": 1, "medium": 1}
    assert narrowed["equipment"] == {"chair": 1}
    both = small.search("typing", {"region": "neck", "level": "easy"}).facets
    assert (both["region"], both["level"], both["condition"]) == ({}, {"medium": 1}, {})


@pytest.mark.parametrize("name", FILTERS)
def test_choosing_what_a_facet_counts_finds_so_many(small: Shelf, name: str) -> None:
    for q in (None, "neck", "calm"):
        for code, count in small.search(q, {"level": "easy"}).facets[name].items():
            assert len(found(small, q, **{"level": "easy", name: code})) == count


def test_the_words_found_can_be_shown(small: Shelf) -> None:
    def shown(q: str, text: str, language: str = "en") -> str:
        hits = small.search(q, {}).hits
        parts = small.parts(text, language, hits)
        return "".join(f"[{part}]" if is_found else part for part, is_found in parts)

    assert shown("shoulders", "Shoulder roll, at once.") == "[Shoulder] roll, at once."
    assert shown("sholder", "Roll a shoulder") == "Roll a [shoulder]"
    assert shown("resp", "Respiración lenta", "es") == "[Respiración] lenta"
    assert shown("", "Neck turn") == "Neck turn"
    assert shown("hombro", "Neck turn") == "Neck turn"


def test_a_language_without_stems_is_searched_all_the_same(library: Library) -> None:
    text = renamed(library, "Chin tuck")
    small = shelf(library, neck_turn={"text": {"en": text["en"], "qaa": text["en"]}})
    assert found(small, "tuck") == [NECK]
    assert [word for word, _ in small.parts("Chin", "qaa", {})] == ["Chin"]


def test_many_words_do_not_take_long_and_none_is_too_odd(small: Shelf) -> None:
    assert found(small, "neck " * 50) == found(small, "neck")
    found(small, " ".join("abcdefghijklmnopqrstuvwxyz"))
    for odd in ("ﬁ", "\u0301", "¿", "日本", "😀", "'\"--;", "%", "*"):
        found(small, odd)


def test_the_real_library_is_found_by_its_own_names_slugs_and_conditions(library: Library) -> None:
    for item in library.search():
        assert item in library.search(q=item.slug)
        for text in item.text.values():
            assert library.search(q=text.name)[0].text.keys()
            assert item in library.search(q=text.name)
        for words in library.vocabularies.values():
            for condition in item.conditions:
                assert item in library.search(q=words.text("conditions", condition))
