"""/v1/check-in-questions: what the daily and the weekly check-in ask."""

from typing import Any

from fastapi import APIRouter

from api.access.deps import Content, Language, Me
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])


class StepOut(Out):
    """One of the steps to choose from; `value` is what is answered."""

    value: int
    text: str


class CheckInQuestionOut(Out):
    """`key` is the field of the answer; nothing has to be answered, and nothing has a default.

    `kind` says how it is answered: `scale` 0 to 10, where 0 reads `low` and 10 `high`; `hours`
    0 to 24; `yes_no`; `steps`, one of them; `days` 0 to 7; `flags`, codes of the vocabulary's
    red flags; `map`, spots on the body; `goals`, each of her goals as on a scale, asked of whoever
    has any; `text`. A spot in one of `sided_regions` is never in the middle. `code` is a LOINC code
    or one of our own.
    """

    key: str
    kind: str
    text: str
    note: str | None
    low: str | None
    high: str | None
    steps: list[StepOut]
    sided_regions: list[str]
    code: str


class QuestionsOut(Out):
    """The questions in the order in which they are asked, in the language served."""

    language: str
    version: str
    review_state: str
    daily: list[CheckInQuestionOut]
    weekly: list[CheckInQuestionOut]


@router.get(
    "/check-in-questions", operation_id="get_check_in_questions", response_model=QuestionsOut
)
async def get_check_in_questions(_: Me, library: Content, language: Language) -> dict[str, Any]:
    """Read the questions of the daily and the weekly check-in."""
    return library.check_in_questions(language).as_dict()
