"""A log on the wire: what the phone sends of a slot, and what is refused."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.access.callers import Caller
from api.library import Library
from api.platform.http.errors import Invalid
from api.platform.http.fields import Code, LocalDate, Note, Out, Score, SlotName, whole
from api.platform.http.uploads import TIMES, RecordedIn
from api.rules.plan.plans import HABIT
from api.rules.uploads import Upload, upload_of

SLOT = {"prescription_id", "local_date", "slot"}


class LogIn(RecordedIn):
    """One slot's outcome; `slot` is its scheduled HH:MM, or `day` for a habit's daily answer.

    A habit is done or not: it is never partial and has no sets. A reason or stop sign that the
    vocabulary does not have is kept; such a sign stops the exercise.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "prescription_id": "019cacf1-20d0-7c5a-8f04-5f6b1c2d3e4f",
                    "local_date": "2026-03-02",
                    "slot": "08:30",
                    "outcome": "partial",
                    "sets_done": 1,
                    "pain_before": 3,
                    "pain_after": 2,
                    "effort": 4,
                    "note": "One set, then the bus came.",
                    "recorded_at": "2026-03-02T08:41:07+01:00",
                }
            ]
        }
    )

    prescription_id: UUID
    local_date: LocalDate
    slot: SlotName
    outcome: Literal["done", "partial", "skipped", "excused"]
    reason: Code | None = None
    sets_done: Annotated[int, whole(0, 99)] | None = None
    pain_before: Score | None = None
    pain_after: Score | None = None
    effort: Score | None = None
    stop_signs: Annotated[list[Code], Field(max_length=10)] = []
    note: Note | None = None
    plan_token: Annotated[
        str | None,
        Field(
            max_length=200,
            description="That of the sync which told of this slot: it counts even if an edit that "
            "the phone did not know of has removed it since.",
        ),
    ] = None


class LogAnswers(Out):
    """What is stored of a slot."""

    id: UUID
    prescription_id: UUID
    local_date: date
    slot: str
    outcome: str
    reason: str | None
    sets_done: int | None
    pain_before: int | None
    pain_after: int | None
    effort: int | None
    stop_signs: list[str]
    note: str | None
    recorded_at: datetime
    undone: bool


def slot_of(body: LogIn) -> dict[str, Any]:
    """Return the columns that name the slot: the real key of a log."""
    return body.model_dump(include=SLOT)


def upload_of_log(body: LogIn, me: Caller, now: datetime) -> Upload:
    """Return a body as it came now, without what names the slot."""
    answers = body.model_dump(exclude={*SLOT, *TIMES, "plan_token"})
    return upload_of(answers, body.stamps(me.sign_in_id, now))


def require_fitting_reason(body: LogIn, library: Library) -> None:
    """Refuse a reason for what was done, and one that is only for another outcome."""
    if body.reason is None:
        return
    vocabulary = library.vocabulary("en")
    excuses = vocabulary.codes("excuse_reasons") - vocabulary.codes("skip_reasons")
    if body.reason in excuses and body.outcome != "excused":
        raise Invalid("/reason", "unknown_reason", "No such reason for this outcome.")
    if body.outcome == "done":
        raise Invalid("/reason", "not_for_done", "What was done needs no reason.")


def require_answer_of(kind: str, body: LogIn) -> None:
    """Refuse what a habit cannot be: it is done or not, and has no sets."""
    if kind != HABIT:
        return
    if body.outcome == "partial":
        raise Invalid("/outcome", "habit_is_yes_or_no", "A habit is done or not.")
    if body.sets_done is not None:
        raise Invalid("/sets_done", "not_for_habits", "A habit has no sets.")
