"""The names that stand beside codes and ids in a brief, in the language of who reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.care.plans import CarePlan
from api.library import Library
from api.library.insights import InsightTexts
from api.library.questions import CheckInQuestions
from api.library.vocabularies import Vocabulary
from api.platform.http.fields import Out

# Where the words of a rule are: of a red flag, of a sign or a rule that stops, of other alerts.
RULES = ("red_flags", "stop_signs", "stop_rules", "alert_rules")


class NamedCode(Out):
    """A code; `name` is null for one that this version has no words for."""

    code: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language; `exercises` has the name of each prescription's exercise."""

    vocabulary: Vocabulary
    texts: InsightTexts
    questions: CheckInQuestions
    exercises: Mapping[UUID, str]

    def name(self, group: str, code: str | None) -> str | None:
        """Return the words of a code, None without a code or if it is not known."""
        return None if code is None else self.vocabulary.name(group, code)

    def first_name(self, groups: Iterable[str], code: str) -> str | None:
        """Return the words of a code in the first group that has it."""
        return next(filter(None, (self.name(group, code) for group in groups)), None)

    def rule_name(self, code: str) -> str | None:
        """Return the words of what opened an alert, None if it is not known."""
        return self.first_name(RULES, code)

    def named(self, group: str, codes: Iterable[str]) -> list[NamedCode]:
        """Return codes of a group with their words."""
        return [NamedCode(code=code, name=self.name(group, code)) for code in codes]


def wording_of(care: CarePlan, library: Library, language: str) -> Wording:
    """Return the words for a client's plan in a language."""
    return Wording(
        library.vocabulary(language),
        library.insight_texts(language),
        library.check_in_questions(language),
        {
            row.id: library.pinned(row.exercise, row.versions[-1].exercise_version)
            .text_for(language)[1]
            .name
            for row in care.prescriptions
        },
    )
