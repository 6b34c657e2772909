"""Reading everything under `content/` once, at start-up, and refusing broken files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from api.library import checks, insights, page_texts, plan_changes, questions, texts, vocabularies
from api.library.exercises import Exercise
from api.library.files import Content, ContentError, Source, Where, digest, read
from api.library.insights import InsightTexts
from api.library.languages import DEFAULT
from api.library.library import Library
from api.library.page_texts import PageFile, PageTexts
from api.library.plan_changes import PlanChangeTexts
from api.library.questions import CheckInQuestions
from api.library.texts import EmergencyNumbers, PushTexts, SafetyTexts
from api.library.vocabularies import Vocabulary
from api.library.words import Page, Reviewed

CONTENT_ROOT = Path(__file__).resolve().parents[2] / "content"
NUMBERS = "numbers.yaml"

P = TypeVar("P", bound=Page)


def load(root: Path = CONTENT_ROOT) -> Library:
    """Return the library. Raises ContentError, which names path, line and field."""
    words = _vocabularies(root / "vocabulary")
    safety = _safety(root / "safety", words[DEFAULT])
    numbers = _numbers(root / "safety" / NUMBERS)
    push = {name: page for name, (_, page) in _pages(root / "push", PushTexts).items()}
    asked = _questions(root / "check_ins", words[DEFAULT])
    changes = _plan_changes(root / "plan_changes")
    told = _insights(root / "insights")
    pages = _page_texts(root / "pages")
    exercises, latest = _exercises(root / "exercises", words[DEFAULT])
    return Library(
        exercises=exercises,
        latest=latest,
        vocabularies=words,
        safety=safety,
        emergency_numbers=numbers.numbers,
        push=push,
        plan_changes=changes,
        insights=told,
        questions=asked,
        pages=pages,
        hash=digest(
            [
                _hashes(group)
                for group in (
                    exercises,
                    words,
                    safety,
                    {NUMBERS: numbers},
                    changes,
                    told,
                    push,
                    asked,
                    pages,
                )
            ]
        ),
    )


def _hashes(group: Mapping[str, Content] | Mapping[tuple[str, str], Content]) -> list[str]:
    return sorted(page.content_hash for page in group.values())


def _sources(folder: Path) -> Iterator[Source]:
    """Yield the content files of a folder; refuse others, which would be ignored silently."""
    for path in sorted(folder.glob("*")):
        if path.name.startswith("."):
            continue
        if path.suffix != ".yaml":
            raise ContentError(path, 1, "file", "only .yaml files belong here")
        yield read(path)


def _refuse(source: Source, problems: Iterable[tuple[Where, str]]) -> None:
    for where, reason in problems:
        raise source.error(where, reason)


def _pages(folder: Path, model: type[P], beside: str = "") -> dict[str, tuple[Source, P]]:
    """Return the files of a folder by language, without the file `beside`; English must exist."""
    found: dict[str, tuple[Source, P]] = {}
    for source in _sources(folder):
        if source.path.name == beside:
            continue
        page = source.parse(model)
        if page.language != source.path.stem:
            raise source.error(("language",), "differs from the name of the file")
        _require_reviewer(source, page)
        found[page.language] = source, page
    if DEFAULT not in found:
        raise ContentError(folder / f"{DEFAULT}.yaml", 1, "file", "the English file is missing")
    return found


def _require_reviewer(source: Source, page: Reviewed) -> None:
    if page.review_state == "clinician_reviewed" and page.reviewer is None:
        raise source.error(("reviewer",), "a reviewed file names its reviewer")


def _vocabularies(folder: Path) -> dict[str, Vocabulary]:
    pages = _pages(folder, Vocabulary)
    english = pages[DEFAULT][1]
    for source, page in sorted(pages.values(), key=lambda pair: pair[1] is not english):
        _refuse(source, vocabularies.problems(page, english))
    return {name: page for name, (_, page) in pages.items()}


def _safety(folder: Path, words: Vocabulary) -> dict[str, SafetyTexts]:
    pages = _pages(folder, SafetyTexts, beside=NUMBERS)
    for source, page in pages.values():
        _refuse(source, texts.problems(page, words, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _questions(folder: Path, words: Vocabulary) -> dict[str, CheckInQuestions]:
    pages = _pages(folder, CheckInQuestions)
    for source, page in pages.values():
        _refuse(source, questions.problems(page, words, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _numbers(path: Path) -> EmergencyNumbers:
    if not path.exists():
        raise ContentError(path, 1, "file", "the emergency numbers are missing")
    source = read(path)
    numbers = source.parse(EmergencyNumbers)
    _require_reviewer(source, numbers)
    return numbers


def _plan_changes(folder: Path) -> dict[str, PlanChangeTexts]:
    pages = _pages(folder, PlanChangeTexts)
    for source, page in pages.values():
        _refuse(source, plan_changes.problems(page))
    return {name: page for name, (_, page) in pages.items()}


def _insights(folder: Path) -> dict[str, InsightTexts]:
    pages = _pages(folder, InsightTexts)
    for source, page in pages.values():
        _refuse(source, insights.problems(page))
    return {name: page for name, (_, page) in pages.items()}


def _page_texts(folder: Path) -> dict[str, PageTexts]:
    """Return the words of the pages by language; every language has the areas of English."""
    english = _areas(folder / DEFAULT)
    found = {DEFAULT: PageTexts(areas={name: page for name, (_, page) in english.items()})}
    for other in sorted(each for each in folder.iterdir() if each.name != DEFAULT):
        areas = _areas(other)
        for name in english.keys() - areas.keys():
            raise ContentError(other / f"{name}.yaml", 1, "file", "this file is missing")
        for name, (source, page) in areas.items():
            if name not in english:
                raise source.error((), "English has no such file")
            _refuse(source, page_texts.problems(page, english[name][1]))
        found[other.name] = PageTexts(areas={name: page for name, (_, page) in areas.items()})
    return found


def _areas(folder: Path) -> dict[str, tuple[Source, PageFile]]:
    return {source.path.stem: (source, source.parse(PageFile)) for source in _sources(folder)}


def _exercises(
    folder: Path, words: Vocabulary
) -> tuple[dict[tuple[str, str], Exercise], dict[str, str]]:
    """Return every item by slug and version, and the latest version of each slug.

    `<slug>.yaml` is the latest version; `<slug>@<version>.yaml` is an older one.
    """
    found: dict[tuple[str, str], Exercise] = {}
    latest: dict[str, str] = {}
    superseded: list[tuple[Source, Exercise]] = []
    for source in _sources(folder):
        item = source.parse(Exercise)
        _refuse(source, checks.problems(item, words))
        if source.path.stem == item.slug:
            latest[item.slug] = item.version
        elif source.path.stem == f"{item.slug}@{item.version}":
            superseded.append((source, item))
        else:
            raise source.error(("slug",), "slug or version differ from the name of the file")
        found[item.slug, item.version] = item
    for source, item in superseded:
        if _order(item.version) >= _order(latest.get(item.slug, "0.0.0")):
            raise source.error(("version",), f"not older than the one in {item.slug}.yaml")
    return found, latest


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
