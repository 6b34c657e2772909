"""Every text of `content/` is there in both languages, and none is left in the other one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.library import CONTENT_ROOT, Library
from api.library.files import Data, read
from api.platform.http.errors import Problem
from tests.library.items import newest, prescribable

# Folders of which each language has a file, or a folder of files.
BY_FILE = ("check_ins", "consents", "insights", "plan_changes", "push", "safety", "vocabulary")
# What is no text of a language: it says why.
OTHERWISE = {
    "exercises": "each file has both languages; see below",
    "languages": "further languages, one folder each",
    "pages": "one folder a language",
    "passwords": "a list that is compared with, and never shown",
    "reference": "for developers, who read English",
    "releases.yaml": "hashes",
    "terms": "what items say in English, in other languages",
}
CODES = {"code", "level", "key", "kind", "language", "version", "review_state", "reviewer"}
CODES |= {"sided_regions", "by_red_flag", "by_stop_sign"}
# Written alike in both languages.
ALIKE = {"No", "Plan", "Osteoporosis", "Factor", "{value} min", "{number} min"}
# What has one name everywhere.
ALIKE |= {"iPhone", "Android", "Windows", "Mac", "Linux"}
ALIKE |= {"Edge", "Opera", "Firefox", "Chrome", "Safari"}


def said(data: Data, at: str = "", field: str = "") -> Iterator[tuple[str, str]]:
    """Yield where each text of a file stands, and the text."""
    if field in CODES and not at.startswith("/texts/"):
        return
    if isinstance(data, dict):
        for key, value in data.items():
            yield from said(value, f"{at}/{key}", key)
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from said(value, f"{at}/{i}")
    elif isinstance(data, str):
        yield at, data


def texts(path: Path) -> dict[str, str]:
    return dict(said(read(path).data))


def pairs() -> list[tuple[Path, Path]]:
    """Return every English file with the Spanish one."""
    files = [CONTENT_ROOT / name / "en.yaml" for name in BY_FILE]
    files += sorted((CONTENT_ROOT / "pages" / "en").glob("*.yaml"))
    return [(file, Path(re.sub(r"/en(?=[/.])", "/es", str(file)))) for file in files]


def test_every_folder_is_looked_at() -> None:
    there = {path.name for path in CONTENT_ROOT.iterdir() if not path.name.startswith(".")}
    assert there - {*BY_FILE} <= set(OTHERWISE)
    assert there >= {*BY_FILE, "exercises", "pages", "terms"}


@pytest.mark.parametrize(
    ("english", "spanish"),
    [pytest.param(*pair, id=pair[0].relative_to(CONTENT_ROOT).as_posix()) for pair in pairs()],
)
def test_no_text_is_missing_and_none_is_left_in_english(english: Path, spanish: Path) -> None:
    ours, theirs = texts(spanish), texts(english)
    assert ours.keys() == theirs.keys()
    same = {
        at: text
        for at, text in theirs.items()
        if ours[at] == text and re.search(r"[^\W\d_]{2}", re.sub(r"{\w+}", "", text))
    }
    assert {at: text for at, text in same.items() if text not in ALIKE} == {}


def test_no_item_has_a_text_of_the_other_language(library: Library) -> None:
    for item in newest(library):
        english, spanish = (item.text[language].model_dump() for language in ("en", "es"))
        assert not [field for field in english if english[field] == spanish[field]], item.slug
        for media in item.media:
            assert media.alt["en"] != media.alt["es"], item.slug


def test_every_term_of_the_items_is_said_and_no_other(library: Library) -> None:
    to_be_said = {text for item in library.exercises.values() for text in item.to_be_said}
    terms = read(CONTENT_ROOT / "terms" / "es.yaml").data
    assert isinstance(terms, dict)
    assert isinstance(terms["terms"], dict)
    assert set(terms["terms"]) == to_be_said
    assert {item.slug for item in prescribable(library) if "es" not in item.terms} == set()


def test_every_refusal_has_words_of_the_pages(library: Library) -> None:
    def below(kind: type[Problem]) -> set[type[Problem]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    for language in library.languages:
        words = library.page_texts(language)
        untold = {
            kind.__name__
            for kind in below(Problem)
            if not words.has(f"problems.{kind.code}")
            and not words.has(f"problems.status_{kind.status}")
        }
        assert untold == set(), language
