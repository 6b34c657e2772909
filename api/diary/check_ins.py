"""Check-ins: a daily one on the wire and what is refused of it; whether a weekly one is owed."""

from datetime import date, datetime
from datetime import date as calendar_date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from sqlalchemy import bindparam, select

from api.access.callers import Caller
from api.library import Library
from api.library.codes import require_side
from api.platform.http.errors import Invalid
from api.platform.http.fields import Code, Flag, Hours, Note, Out, PhoneIn, Score, each_once, whole
from api.platform.http.uploads import TIMES, RecordedIn
from api.rules.instants import History
from api.rules.uploads import Upload, upload_of
from api.tables import Client, WeeklyCheckIn

ANSWERED_OF_WEEK = (
    select(WeeklyCheckIn.id)
    .where(
        WeeklyCheckIn.client_id == Client.id,
        WeeklyCheckIn.monday == bindparam("monday"),
        WeeklyCheckIn.answered,
    )
    .correlate(Client)
    .exists()
)
"""Whether a client answered of the week of `monday`, as a column of a statement on clients."""


class Spot(PhoneIn):
    """One place on the body map, in codes of the vocabulary: regions, sides, body_map_roles.

    A code that only newer phones know is kept as it is; show it as unknown.
    """

    region: Code
    side: Code | None = None
    role: Code = "source"
    tingling: Flag = False


class CheckInIn(RecordedIn):
    """Every answer may be left out or null; only when it was recorded must be said.

    A red flag that is not in the vocabulary counts as urgent.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019cad05-7c00-7b3e-9a51-3f2a6c8d1e40",
                    "pain_average": 3,
                    "pain_worst": 5,
                    "sleep_quality": 7,
                    "sleep_hours": 6.5,
                    "stress": 4,
                    "pain_medicine": False,
                    "impact": False,
                    "body_map": [{"region": "neck", "side": "left", "role": "source"}],
                    "red_flags": [],
                    "note": "Better after the walk.",
                    "duration_s": 48,
                    "recorded_at": "2026-03-02T19:12:30+01:00",
                }
            ]
        }
    )

    id: UUID
    pain_average: Score | None = None
    pain_worst: Score | None = None
    sleep_quality: Score | None = None
    sleep_hours: Hours | None = None
    stress: Score | None = None
    pain_medicine: Flag | None = None
    impact: Flag | None = None
    body_map: Annotated[list[Spot], Field(max_length=60)] = []
    red_flags: Annotated[list[Code], Field(max_length=30), AfterValidator(each_once)] = []
    note: Note | None = None
    duration_s: Annotated[int, whole(0, 86_400)] | None = None


class CheckInAnswers(Out):
    """What a check-in says."""

    pain_average: int | None
    pain_worst: int | None
    sleep_quality: int | None
    sleep_hours: float | None
    stress: int | None
    pain_medicine: bool | None
    impact: bool | None
    body_map: list[Spot]
    red_flags: list[str]
    note: str | None
    duration_s: int | None


class CheckInOut(CheckInAnswers):
    id: UUID
    date: calendar_date
    recorded_at: datetime


SHOWN = CheckInOut.model_fields.keys() - {"date"}


def accept(
    body: CheckInIn, on: date, history: History, library: Library, me: Caller, now: datetime
) -> Upload:
    """Return what a phone hands in for a date.

    Refused are spots that no body has or that come twice, and a date that cannot be filled in now.
    """
    _require_spots(body.body_map, library)
    answers = body.model_dump(exclude={"id", *TIMES})
    upload = upload_of(answers, body.stamps(me.sign_in_id, now))
    refused = upload.refused_for(on, history)
    if refused:
        raise Invalid("/date", refused, "This date cannot be filled in now.")
    return upload


def show_check_in(row: Any) -> CheckInOut:
    """Return a date's check-in as client and therapist see it."""
    return CheckInOut(**check_in_columns(row))


def check_in_columns(row: Any) -> dict[str, Any]:
    """Return the columns of a check-in that are shown."""
    return {"date": row.on_date, **{name: getattr(row, name) for name in SHOWN}}


def _require_spots(spots: list[Spot], library: Library) -> None:
    seen: set[tuple[str, ...]] = set()
    for index, spot in enumerate(spots):
        require_side(library, spot.region, spot.side, f"/body_map/{index}/side")
        place = (spot.region, spot.side or "", spot.role)
        if place in seen:
            raise Invalid(f"/body_map/{index}", "repeated_spot", "This spot is there twice.")
        seen.add(place)
