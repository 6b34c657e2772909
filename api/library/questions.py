"""The questions of the daily and weekly check-in. None is mandatory, and none has a default."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from api.library.files import Content, Where
from api.library.vocabularies import Vocabulary
from api.library.words import Code, Page, Text

Kind = Literal["scale", "hours", "yes_no", "steps", "days", "flags", "map", "goals", "text"]
Coding = Annotated[str, StringConstraints(pattern=r"^(loinc:\d{1,7}-\d|local:[a-z0-9_]{1,60})$")]

ROUNDS: tuple[Literal["daily", "weekly"], ...] = ("daily", "weekly")
# The fields that a question of each kind has besides its text: exactly these.
PARTS: Mapping[str, tuple[str, ...]] = {
    "scale": ("low", "high"),
    "goals": ("low", "high"),
    "steps": ("steps",),
    "map": ("sided_regions",),
}
STEPS = 7


class Question(Content):
    """A question; `key` is the field of the check-in that holds its answer.

    `low` and `high` say what 0 and 10 mean. `sided_regions` have a left and a right but no middle.
    """

    key: Code
    kind: Kind
    text: Text
    note: Text | None = None
    low: Text | None = None
    high: Text | None = None
    steps: tuple[Text, ...] = ()
    sided_regions: tuple[Code, ...] = ()
    code: Coding

    @property
    def plan(self) -> tuple[Any, ...]:
        """Return the parts of a question that must be equal in all languages."""
        return self.key, self.kind, self.code, self.sided_regions

    def as_dict(self) -> dict[str, Any]:
        """Return the question ready for JSON, its steps numbered from 1."""
        steps = [{"value": i, "text": text} for i, text in enumerate(self.steps, start=1)]
        return {**self.model_dump(mode="json"), "steps": steps}


class CheckInQuestions(Page):
    """The questions of one language, in the order in which they are asked."""

    daily: tuple[Question, ...]
    weekly: tuple[Question, ...]

    @cached_property
    def sided_regions(self) -> frozenset[str]:
        """Return the regions of the body map that have a left and a right and no middle."""
        return frozenset(code for question in self.daily for code in question.sided_regions)

    def as_dict(self) -> dict[str, Any]:
        """Return `{language, version, review_state, daily: [...], weekly: [...]}` for JSON."""
        head = {name: getattr(self, name) for name in ("language", "version", "review_state")}
        return head | {name: [q.as_dict() for q in getattr(self, name)] for name in ROUNDS}


def problems(
    page: CheckInQuestions, words: Vocabulary, english: CheckInQuestions
) -> Iterator[tuple[Where, str]]:
    """Yield each question that is incomplete, repeated, or differs from the English one."""
    for name in ROUNDS:
        ours: tuple[Question, ...] = getattr(page, name)
        theirs: tuple[Question, ...] = getattr(english, name)
        for i, question in enumerate(ours):
            if question.key in {q.key for q in ours[:i]}:
                yield (name, i, "key"), "this key comes twice"
            for where, reason in _question(question, words):
                yield (name, i, *where), reason
        if [q.plan for q in ours] != [q.plan for q in theirs]:
            yield (name,), "keys, kinds, codes, regions or their order differ from English"


def _question(question: Question, words: Vocabulary) -> Iterator[tuple[Where, str]]:
    for part in (part for parts in PARTS.values() for part in parts):
        belongs = part in PARTS.get(question.kind, ())
        if belongs and not getattr(question, part):
            yield (part,), "is missing"
        if getattr(question, part) and not belongs:
            yield (part,), "does not belong to a question of this kind"
    if question.steps and len(question.steps) != STEPS:
        yield ("steps",), f"there are {STEPS} steps"
    if question.code.startswith("local:") and question.code != f"local:{question.key}":
        yield ("code",), "a local code is named like the key"
    yield from _sided_regions(question, words)


def _sided_regions(question: Question, words: Vocabulary) -> Iterator[tuple[Where, str]]:
    for i, code in enumerate(question.sided_regions):
        if code not in words.codes("regions"):
            yield ("sided_regions", i), f"unknown code {code!r}"
        if code in question.sided_regions[:i]:
            yield ("sided_regions", i), f"{code!r} comes twice"
