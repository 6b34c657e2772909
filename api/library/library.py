"""The library: all content, with the look-ups that the rest of the code needs."""

from dataclasses import dataclass
from functools import lru_cache

from api.library.consents import ConsentTexts
from api.library.exercises import Exercise
from api.library.insights import InsightTexts
from api.library.languages import DEFAULT, choose
from api.library.page_texts import PageTexts
from api.library.plan_changes import PlanChangeTexts
from api.library.questions import CheckInQuestions
from api.library.shelf import Shelf
from api.library.texts import PushTexts, SafetyTexts
from api.library.vocabularies import Vocabulary


# Compared by identity: it is read once, and a key of what is made of it once.
@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """All versions of all items, the codes and the texts; `hash` changes when any of it does."""

    exercises: dict[tuple[str, str], Exercise]
    latest: dict[str, str]
    vocabularies: dict[str, Vocabulary]
    safety: dict[str, SafetyTexts]
    emergency_numbers: dict[str, str]
    push: dict[str, PushTexts]
    plan_changes: dict[str, PlanChangeTexts]
    insights: dict[str, InsightTexts]
    questions: dict[str, CheckInQuestions]
    consents: dict[str, ConsentTexts]
    pages: dict[str, PageTexts]
    hash: str

    @property
    def shelf(self) -> Shelf:
        """What can be prescribed, as it is searched; made when it is first asked for."""
        return _shelf_of(self)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the vocabulary, English first."""
        return (DEFAULT, *sorted(set(self.vocabularies) - {DEFAULT}))

    def exercise(self, slug: str, version: str | None = None) -> Exercise | None:
        """Return an item at the given version, by default the latest."""
        return self.exercises.get((slug, version or self.latest.get(slug, "")))

    def pinned(self, slug: str, version: str) -> Exercise:
        """Return an item at the version that a prescription pins."""
        item = self.exercise(slug, version)
        assert item is not None, "an item that was prescribed stays in the library for ever"
        return item

    def search(self, q: str | None = None, **filters: str | None) -> list[Exercise]:
        """Return the items that can be prescribed and match every filter and word given."""
        return self.shelf.search(q, filters).items

    def vocabulary(self, locale: str | None) -> Vocabulary:
        """Return the codes with their words in a language, or in English if it is not available."""
        return self.vocabularies[choose(locale, self.vocabularies)]

    def safety_texts(self, locale: str | None) -> SafetyTexts:
        """Return the safety texts in a language, or in English if it is not available."""
        return self.safety[choose(locale, self.safety)]

    def push_texts(self, locale: str | None) -> PushTexts:
        """Return the push texts in a language, or in English if it is not available."""
        return self.push[choose(locale, self.push)]

    def plan_change_texts(self, locale: str | None) -> PlanChangeTexts:
        """Return the texts of plan changes in a language, or in English if it is not available."""
        return self.plan_changes[choose(locale, self.plan_changes)]

    def insight_texts(self, locale: str | None) -> InsightTexts:
        """Return the texts of insights in a language, or in English if it is not available."""
        return self.insights[choose(locale, self.insights)]

    def check_in_questions(self, locale: str | None) -> CheckInQuestions:
        """Return the check-in questions in a language, or in English if it is not available."""
        return self.questions[choose(locale, self.questions)]

    def consent_texts(self, locale: str | None) -> ConsentTexts:
        """Return the texts of consents in a language, or in English if it is not available."""
        return self.consents[choose(locale, self.consents)]

    def page_texts(self, locale: str | None) -> PageTexts:
        """Return the words of the pages in a language, or in English if it is not available."""
        return self.pages[choose(locale, self.pages)]


# A worker never searches; a process has one library, tests a few.
@lru_cache(maxsize=4)
def _shelf_of(library: Library) -> Shelf:
    newest = (library.exercises[slug, version] for slug, version in library.latest.items())
    return Shelf(newest, library.vocabularies)
