"""Reading the items: every version of each, with their words in further languages."""

from collections.abc import Iterator
from pathlib import Path

from api.library import checks
from api.library.exercises import Exercise, Terms, Translation
from api.library.files import Source, Where
from api.library.languages import DEFAULT
from api.library.reading import Reading
from api.library.vocabularies import Vocabulary
from api.library.words import Reviewed, unsigned

FOLDER, TERMS = "exercises", "terms"
# Slug and version.
Key = tuple[str, str]


def read_items(reading: Reading, words: Vocabulary) -> tuple[dict[Key, Exercise], dict[str, str]]:
    """Return every item by slug and version, and the latest version of each slug.

    `<slug>.yaml` is the latest version; `<slug>@<version>.yaml` is an older one.
    """
    found: dict[Key, Exercise] = {}
    latest: dict[str, str] = {}
    superseded: list[tuple[Source, Exercise]] = []
    for source, item in _items(reading, words):
        if source.path.stem == item.slug:
            latest[item.slug] = item.version
        else:
            superseded.append((source, item))
        found[item.slug, item.version] = item
    for source, item in superseded:
        current = source.path.with_name(f"{item.slug}.yaml")
        if item.slug not in latest and current.exists():
            # What is wrong with it was told.
            continue
        if order(item.version) >= order(latest.get(item.slug, "0.0.0")):
            older = f"not older than the one in {item.slug}.yaml"
            reading.note(source, [(("version",), older)])
    for folder in reading.languages():
        _translate(reading, folder / FOLDER, found)
    for key, terms in _terms(reading, found).items():
        found[key] = found[key].model_copy(update={"terms": terms})
    return found, latest


def _items(reading: Reading, words: Vocabulary) -> Iterator[tuple[Source, Exercise]]:
    for source in reading.sources(reading.root / FOLDER):
        item = reading.parsed(source, Exercise)
        reading.note(source, checks.unknown_codes(source.data, words))
        if item is not None:
            reading.note(source, checks.problems(item, words))
            if _is_named(reading, source, item.slug, item):
                yield source, item


def _translate(reading: Reading, folder: Path, found: dict[Key, Exercise]) -> None:
    """Add the words of one language; an item without them is read in English."""
    for source in reading.sources(folder):
        into = reading.parsed(source, Translation)
        if into is None:
            continue
        reading.note(source, unsigned(into))
        if into.language != folder.parent.name:
            reading.note(source, [(("language",), "differs from the name of the folder")])
        item = found.get((into.slug, into.version))
        if not _is_named(reading, source, into.slug, into):
            continue
        if item is None:
            reading.note(source, [(("version",), f"no {into.slug} has this version")])
            continue
        faults = list(checks.mistranslated(into, item))
        reading.note(source, faults)
        if not faults:
            found[into.slug, into.version] = item.translated(into)


def _terms(reading: Reading, found: dict[Key, Exercise]) -> dict[Key, dict[str, dict[str, str]]]:
    """Return what each item says outside its text, by language."""
    said: dict[Key, dict[str, dict[str, str]]] = {key: {} for key in found}
    folder = reading.root / TERMS
    for spoken in sorted((reading.root / "vocabulary").glob("[!.]*.yaml")):
        if spoken.stem != DEFAULT and not (folder / spoken.name).exists():
            reading.refuse(folder / spoken.name, "this file is missing")
    for language, source in reading.of_languages(TERMS):
        page = reading.parsed(source, Terms)
        if page is None:
            continue
        reading.note(source, unsigned(page))
        if page.language != language or language == DEFAULT:
            reading.note(source, [(("language",), "differs from the name of file or folder")])
        for key, item in found.items():
            said[key][language] = {
                text: page.terms[text] for text in item.to_be_said if text in page.terms
            }
        reading.note(source, _unsaid(page, found))
    return said


def _unsaid(page: Terms, found: dict[Key, Exercise]) -> Iterator[tuple[Where, str]]:
    slugs = {text: slug for (slug, _), item in found.items() for text in item.to_be_said}
    for text, slug in slugs.items():
        if text not in page.terms:
            yield ("terms",), f"{text!r} has no words here ({slug} says it)"


def _is_named(reading: Reading, source: Source, slug: str, file: Reviewed) -> bool:
    if source.path.stem in (slug, f"{slug}@{file.version}"):
        return True
    reading.note(source, [(("slug",), "slug or version differ from the name of the file")])
    return False


def order(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by: ten comes after nine."""
    return tuple(int(part) for part in version.split("."))
