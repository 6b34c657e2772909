"""The texts of insights: claims and questions for a therapist, sentences for a client."""

from collections.abc import Iterator, Mapping
from datetime import date

from api.library.files import Where
from api.library.words import Code, Page, Text, faults
from api.rules.insights.associations import CLAIMS, Kind, claim_code
from api.rules.insights.own_words import CODES

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# The placeholders of each text: it must contain all of them and no others.
PLACEHOLDERS: dict[str, dict[str, list[str]]] = {
    "associations": {claim: ["n"] for claim in CLAIMS},
    "questions": {
        "median_rise": ["exercise", "n", "times"],
        "rises": ["exercise", "on", "times"],
        "single_high": ["after", "exercise", "limit", "n", "on", "times"],
        "not_responding": [],
        "flare_up": ["end_on", "start_on"],
        "flare_up_day": ["start_on"],
        "most_skipped": ["due", "exercise", "skipped"],
        "most_skipped_or_not_logged": ["due", "exercise", "skipped", "unlogged"],
        "not_logged": ["due", "exercise", "unlogged"],
        "association": ["association"],
        "gaps": ["due", "missed"],
    },
    "own": CODES,
    "dates": {"day": ["day", "month"], **{month: [] for month in MONTHS}},
}


class InsightTexts(Page):
    """The texts of insights in one language."""

    associations: dict[Code, Text]
    questions: dict[Code, Text]
    own: dict[Code, Text]
    dates: dict[Code, Text]

    def claim(self, kind: Kind, rho: float, n: int) -> str:
        """Return the sentence that claims an association of two series over `n` days."""
        return self.associations[claim_code(kind, rho)].format(n=n)

    def question(self, rule: str, facts: Mapping[str, object]) -> str:
        """Return the text of a rule's question, with its facts filled in."""
        return self.questions[_question(rule, facts)].format(**self._shown(facts))

    def sentence(self, code: str, facts: Mapping[str, int | date]) -> str:
        """Return a sentence for a client about her own figures, with its facts filled in."""
        return self.own[code].format(**self._shown(facts))

    def _shown(self, facts: Mapping[str, object]) -> dict[str, object]:
        return {
            name: self.day(fact) if isinstance(fact, date) else fact for name, fact in facts.items()
        }

    def day(self, on: date) -> str:
        """Return a date in words of the language, without the year."""
        return self.dates["day"].format(day=on.day, month=self.dates[MONTHS[on.month - 1]])


def _question(rule: str, facts: Mapping[str, object]) -> str:
    """Return which text of a rule says what is the case."""
    if rule == "exercise_effect":
        return str(facts["why"])
    if rule == "flare_up" and facts["start_on"] == facts["end_on"]:
        return "flare_up_day"
    if rule == "most_skipped" and facts["unlogged"]:
        return "most_skipped_or_not_logged" if facts["skipped"] else "not_logged"
    return rule


def problems(page: InsightTexts) -> Iterator[tuple[Where, str]]:
    """Yield each text that is missing, never used, or has the wrong placeholders."""
    return faults(page, PLACEHOLDERS)
