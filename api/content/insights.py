"""What insights are told in: a text for each claim and for each question."""

from collections.abc import Iterator, Mapping

from api.content.files import Where
from api.content.placeholders import faults
from api.content.words import Code, Page, Text

CLAIMS = ("sleep_pain_less", "sleep_pain_more", "stress_pain_less", "stress_pain_more")
# What a text must name, and what it may not leave out.
PLACEHOLDERS: dict[str, dict[str, list[str]]] = {
    "associations": {claim: ["n"] for claim in CLAIMS},
    "questions": {
        "exercise_effect": ["exercise"],
        "not_responding": [],
        "flare_up": ["end_on", "start_on"],
        "most_skipped": ["due", "exercise", "missed"],
        "association": ["association"],
        "gaps": ["due", "missed"],
    },
}


class InsightTexts(Page):
    """The texts of insights in one language."""

    associations: dict[Code, Text]
    questions: dict[Code, Text]

    def claim(self, kind: str, rho: float, n: int) -> str:
        """Return what may be said of two series that go together over `n` days."""
        return self.associations[f"{kind}_{'more' if rho > 0 else 'less'}"].format(n=n)

    def question(self, rule: str, facts: Mapping[str, object]) -> str:
        """Return the question of a rule about some facts."""
        return self.questions[rule].format(**facts)


def problems(page: InsightTexts) -> Iterator[tuple[Where, str]]:
    """Yield where a text is missing, never used, or names other values than it is given."""
    return faults(page, PLACEHOLDERS)
