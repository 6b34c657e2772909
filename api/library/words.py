"""What content files share: small types, who signed them, and the head of a page of texts."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from api.library.files import Content

Text = Annotated[str, StringConstraints(max_length=600, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Slug = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Url = Annotated[str, StringConstraints(max_length=300, pattern=r"^https://\S+$")]
ReviewState = Literal["draft", "clinician_reviewed", "retired"]


class Reviewed(Content):
    """A file that a clinician signs."""

    version: Version
    review_state: ReviewState
    reviewer: Text | None


class Page(Reviewed):
    """A file of texts in one language."""

    language: Language
