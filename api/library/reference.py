"""The words of the API's description: of fields and problem codes, and answers as examples.

They are read when the description is made, since nothing else needs them.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from api.library.files import Content, read
from api.library.loading import CONTENT_ROOT
from api.platform.http.contract import CHANGE, GIVEN, Refusal, Words
from api.platform.http.errors import RETRYABLE

FOLDER = CONTENT_ROOT / "reference"
ANSWERS = "answers.json"


class FieldWords(Content):
    """What fields and parameters mean, by their names or by `Model.name` and `operation.name`."""

    fields: dict[str, str]
    parameters: dict[str, str]


class FieldError(Content):
    """An example of what is wrong with a field."""

    pointer: str
    code: str


class ProblemWords(Content):
    """A problem code; `by` is a kind of operation, or kinds and ids of those that give it."""

    status: int = Field(ge=400, le=599)
    title: str
    by: str | tuple[str, ...]
    do: str
    errors: tuple[FieldError, ...] = ()
    retryable: bool | None = None


class ProblemCodes(Content):
    """Every problem code, in the order in which they are told."""

    problems: dict[str, ProblemWords]


def read_words(folder: Path = FOLDER) -> Words:
    """Return what the description tells. Raises ContentError."""
    meant = read(folder / "fields.yaml").parse(FieldWords)
    answers: dict[str, Any] = json.loads((folder / ANSWERS).read_text("utf-8"))
    return Words(
        fields=meant.fields,
        parameters=meant.parameters,
        refusals={code: _refusal(each) for code, each in read_problems(folder).problems.items()},
        answers=answers,
    )


def read_problems(folder: Path = FOLDER) -> ProblemCodes:
    """Return all problem codes with what an app does about each. Raises ContentError."""
    source = read(folder / "problems.yaml")
    codes = source.parse(ProblemCodes)
    kinds = (*GIVEN, CHANGE)
    for code, words in codes.problems.items():
        if isinstance(words.by, str) and words.by not in kinds:
            raise source.error(("problems", code, "by"), f"one of {', '.join(kinds)}, or a list")
    return codes


def _refusal(words: ProblemWords) -> Refusal:
    retryable = words.status in RETRYABLE if words.retryable is None else words.retryable
    return Refusal(
        status=words.status,
        title=words.title,
        do=words.do,
        by=frozenset([words.by] if isinstance(words.by, str) else words.by),
        retryable=retryable,
        errors=tuple(error.model_dump() for error in words.errors),
    )
