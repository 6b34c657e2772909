"""Parts shared by content files: small types, the reviewer, texts with placeholders."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from api.library.files import Content, Where

Text = Annotated[str, StringConstraints(max_length=600, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Slug = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Url = Annotated[str, StringConstraints(max_length=300, pattern=r"^https://\S+$")]
ReviewState = Literal["draft", "clinician_reviewed", "retired"]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# The names of the placeholders, in alphabetical order, by group of texts and by text.
Placeholders = Mapping[str, Mapping[str, Sequence[str]]]


class Reviewed(Content):
    """A file that a clinician reviews and signs."""

    version: Version
    review_state: ReviewState
    reviewer: Text | None
    reviewed_on: date | None = None


class Page(Reviewed):
    """A file of texts in one language."""

    language: Language


def unsigned(file: Reviewed) -> Iterator[tuple[Where, str]]:
    """Yield what a review lacks, which is by somebody and on a day, and what a draft has of one."""
    for field in ("reviewer", "reviewed_on"):
        said = getattr(file, field) is not None
        if file.review_state == "clinician_reviewed" and not said:
            yield (field,), "who reviewed it, and on which day, is missing"
        if file.review_state == "draft" and said:
            yield (field,), "a draft was reviewed by nobody"


def faults(page: Page, placeholders: Placeholders) -> Iterator[tuple[Where, str]]:
    """Yield each text that is missing, never used, or has the wrong placeholders."""
    for group, expected in placeholders.items():
        texts: dict[str, str] = getattr(page, group)
        for key, names in expected.items():
            if key not in texts:
                yield (group, key), "this text is missing"
            elif sorted(PLACEHOLDER.findall(texts[key])) != names:
                yield (group, key), f"its placeholders must be {names}, each once"
            elif set("{}") & set(PLACEHOLDER.sub("", texts[key])):
                yield (group, key), "a brace that belongs to no placeholder"
        for key in texts:
            if key not in expected:
                yield (group, key), "this text is never used"
