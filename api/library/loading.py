"""Reading everything under `content/` once, at start-up, and refusing broken files."""

from collections.abc import Mapping
from pathlib import Path

from api.library import consents, insights, page_texts, plan_changes, questions, texts, vocabularies
from api.library.consents import ConsentTexts
from api.library.files import Content, ContentError, Source, digest
from api.library.insights import InsightTexts
from api.library.items import FOLDER, read_items
from api.library.languages import DEFAULT
from api.library.library import Library
from api.library.page_texts import PageFile, PageTexts
from api.library.plan_changes import PlanChangeTexts
from api.library.questions import CheckInQuestions
from api.library.reading import LANGUAGES, Reading
from api.library.texts import EmergencyNumbers, PushTexts, SafetyTexts
from api.library.vocabularies import Vocabulary
from api.library.words import unsigned

CONTENT_ROOT = Path(__file__).resolve().parents[2] / "content"
NUMBERS = "numbers.yaml"
# What the folder of a further language holds.
OF_A_LANGUAGE = {
    "vocabulary.yaml", "safety.yaml", "push.yaml", "check_ins.yaml", "plan_changes.yaml",
    "insights.yaml", "consents.yaml", "terms.yaml", "pages", FOLDER,
}  # fmt: skip


def load(root: Path = CONTENT_ROOT) -> Library:
    """Return the library. Raises ContentError, which names path, line and field."""
    library, faults = read_all(root)
    if library is None:
        raise faults[0]
    return library


def read_all(root: Path) -> tuple[Library | None, list[ContentError]]:
    """Return the library, or None and all that is wrong with its files."""
    reading = Reading(root)
    words = _vocabularies(reading)
    if DEFAULT not in words:
        # Without its codes nothing else can be checked.
        return None, reading.faults
    safety = _safety(reading, words[DEFAULT])
    numbers = _numbers(reading, root / "safety" / NUMBERS)
    push = {name: page for name, (_, page) in reading.pages("push", PushTexts).items()}
    asked = _questions(reading, words[DEFAULT])
    changes = _plan_changes(reading)
    told = _insights(reading)
    agreed = _consents(reading, words[DEFAULT])
    pages = _page_texts(reading)
    exercises, latest = read_items(reading, words[DEFAULT])
    _refuse_others(reading)
    if reading.faults or numbers is None:
        return None, reading.faults
    everything = (
        exercises, words, safety, {NUMBERS: numbers}, changes, told, push, asked, agreed,
        pages,
    )  # fmt: skip
    library = Library(
        exercises=exercises,
        latest=latest,
        vocabularies=words,
        safety=safety,
        emergency_numbers=numbers.numbers,
        push=push,
        plan_changes=changes,
        insights=told,
        questions=asked,
        consents=agreed,
        pages=pages,
        hash=digest([_hashes(group) for group in everything]),
    )
    return library, []


def _hashes(group: Mapping[str, Content] | Mapping[tuple[str, str], Content]) -> list[str]:
    return sorted(page.content_hash for page in group.values())


def _vocabularies(reading: Reading) -> dict[str, Vocabulary]:
    pages = reading.pages("vocabulary", Vocabulary)
    for source, page in pages.values():
        reading.note(source, vocabularies.problems(page, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _safety(reading: Reading, words: Vocabulary) -> dict[str, SafetyTexts]:
    pages = reading.pages("safety", SafetyTexts, beside=NUMBERS)
    for source, page in pages.values():
        reading.note(source, texts.problems(page, words, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _questions(reading: Reading, words: Vocabulary) -> dict[str, CheckInQuestions]:
    pages = reading.pages("check_ins", CheckInQuestions)
    for source, page in pages.values():
        reading.note(source, questions.problems(page, words, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _numbers(reading: Reading, path: Path) -> EmergencyNumbers | None:
    for source in reading.source(path):
        numbers = reading.parsed(source, EmergencyNumbers)
        if numbers is not None:
            reading.note(source, unsigned(numbers))
        return numbers
    return None


def _plan_changes(reading: Reading) -> dict[str, PlanChangeTexts]:
    pages = reading.pages("plan_changes", PlanChangeTexts)
    for source, page in pages.values():
        reading.note(source, plan_changes.problems(page))
    return {name: page for name, (_, page) in pages.items()}


def _insights(reading: Reading) -> dict[str, InsightTexts]:
    pages = reading.pages("insights", InsightTexts)
    for source, page in pages.values():
        reading.note(source, insights.problems(page))
    return {name: page for name, (_, page) in pages.items()}


def _consents(reading: Reading, words: Vocabulary) -> dict[str, ConsentTexts]:
    pages = reading.pages("consents", ConsentTexts)
    for source, page in pages.values():
        reading.note(source, consents.problems(page, words, pages[DEFAULT][1]))
    return {name: page for name, (_, page) in pages.items()}


def _page_texts(reading: Reading) -> dict[str, PageTexts]:
    """Return the words of the pages by language; every language has the areas of English."""
    own = reading.root / "pages"
    english = _areas(reading, own / DEFAULT)
    others = {each.name: each for each in sorted(own.glob("[!.]*")) if each.name != DEFAULT}
    others |= {each.name: each / "pages" for each in reading.languages()}
    found = {DEFAULT: PageTexts(areas={name: page for name, (_, page) in english.items()})}
    for language, folder in others.items():
        areas = _areas(reading, folder)
        for name in sorted(english.keys() - {path.stem for path in folder.glob("*.yaml")}):
            reading.refuse(folder / f"{name}.yaml", "this file is missing")
        for name, (source, page) in areas.items():
            if name in english:
                reading.note(source, page_texts.problems(page, english[name][1]))
            elif not (own / DEFAULT / f"{name}.yaml").exists():
                reading.refuse(source.path, "English has no such file")
        found[language] = PageTexts(areas={name: page for name, (_, page) in areas.items()})
    return found


def _areas(reading: Reading, folder: Path) -> dict[str, tuple[Source, PageFile]]:
    found = {}
    for source in reading.sources(folder):
        page = reading.parsed(source, PageFile)
        if page is not None:
            found[source.path.stem] = source, page
    return found


def _refuse_others(reading: Reading) -> None:
    """Note what stands in the folder of a language and would not be read."""
    for folder in reading.languages():
        for path in sorted(folder.glob("[!.]*")):
            if path.name not in OF_A_LANGUAGE:
                reading.refuse(path, f"nothing of this name is read in {LANGUAGES}/{folder.name}")
