"""Sync on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, GetPydanticSchema
from pydantic.json_schema import SkipJsonSchema
from pydantic_core.core_schema import no_info_wrap_validator_function

from api.platform.http.fields import Instant, LocalDate, Out, PhoneIn
from api.platform.http.local_times import LocalTimeOut
from api.platform.http.reference import FieldProblem
from api.platform.http.uploads import Kept, SentAt, ServerTime
from api.safety.texts import SafetyTextOut

MOST_CHANGES = 100
# As many as may leave on seven days, with the highest cap.
MOST_NOTICES = 200


class Change(PhoneIn):
    """Something that the phone recorded."""

    kind: str = Field(description="What is changed, as `check_in`.")
    id: str = Field(description="The phone's id of it, or that of what is answered.")
    body: dict[str, Any] = Field(
        description="What the route of this kind takes, with what its path names."
    )


# Described as a change and taken as it came: each is judged by itself, so that one that is none
# does not stop the others.
_Unread = Annotated[
    Any,
    GetPydanticSchema(
        lambda _, handler: no_info_wrap_validator_function(lambda sent, _: sent, handler(Change))
    ),
]


class SyncIn(PhoneIn):
    """What the phone recorded, oldest first, and the cursor of the last answer that it got."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "cursor": None,
                    "changes": [
                        {
                            "kind": "check_in",
                            "id": "019cad05-7c00-7b3e-9a51-3f2a6c8d1e40",
                            "body": {
                                "date": "2026-03-02",
                                "pain_average": 3,
                                "recorded_at": "2026-03-02T19:12:30+01:00",
                            },
                        }
                    ],
                }
            ]
        }
    )

    cursor: Annotated[
        str | None,
        Field(max_length=200, description="Null at first, and after 410: all is told then."),
    ] = None
    changes: Annotated[list[_Unread], Field(max_length=MOST_CHANGES)] = []
    sent_at: SentAt = None


class OnDate(PhoneIn):
    """The date of a check-in, which its route has in its path."""

    date: LocalDate


class OfWeek(PhoneIn):
    monday: LocalDate


class Notice(PhoneIn):
    """A notification as the phone was told of it."""

    reminder_id: UUID
    due_at: Instant


class NoticesIn(PhoneIn):
    """Which notifications the phone has set by itself, and which it has no longer."""

    set: Annotated[list[Notice], Field(max_length=MOST_NOTICES)] = []
    unset: Annotated[list[UUID], Field(max_length=MOST_NOTICES)] = []


class ChangeProblem(Out):
    """Why a change was refused; `kept` and `safety_texts` only where it named a flag or sign.

    It is the problem with which its own route would have answered; the pointers are within the body
    of the change, but for `/kind` and `/id`.
    """

    type: str
    title: str
    status: int
    code: str
    errors: list[FieldProblem]
    retryable: bool = Field(description="The same change may succeed later: keep it.")
    retry_after_s: int | SkipJsonSchema[None] = None
    more_errors: Literal[True] | SkipJsonSchema[None] = None
    kept: Kept | SkipJsonSchema[None] = None
    safety_texts: list[SafetyTextOut] | SkipJsonSchema[None] = None


class ChangeResult(Out):
    """What became of a change. `stored`: it holds. `merged`: it is known, or something newer holds.

    `refused` has its problem. `safety_texts`: what to show now, when what was sent holds red flags,
    or stops an exercise.
    """

    id: str | None
    status: Literal["stored", "merged", "refused"]
    problem: ChangeProblem | None
    safety_texts: list[SafetyTextOut]


class Changed(Out):
    """A record that is new or different: put it in the place of the one of its kind and id."""

    kind: str
    id: str
    body: dict[str, Any]


class Deleted(Out):
    kind: str
    id: str


class Notification(Out):
    """One to be set by the phone itself; `reminder_id` is its tag."""

    reminder_id: UUID
    source: str
    prescription_id: UUID | None
    local_date: date
    slot: str
    due_at: datetime
    due_local: LocalTimeOut
    expires_at: datetime
    text: str


class SyncOut(Out):
    """`results` are in the order sent; `stored` counts the changes that are held, replays too.

    With `has_more`, sync again at once with the new cursor. `plan_token` goes with the logs of
    what these days show, `notifications` are all that stand for the next seven days.
    """

    results: list[ChangeResult]
    stored: int
    changes: list[Changed]
    deleted: list[Deleted]
    cursor: str
    has_more: bool
    plan_token: str
    notifications: list[Notification]
    server_time: ServerTime
