"""Check-ins: a daily one on the wire and what is refused of it; whether a weekly one is owed."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.library import Library
from api.library.codes import require_code, require_codes
from api.platform.http.errors import Invalid
from api.platform.http.fields import Code, Flag, Hours, Instant, Note, Out, PhoneIn, Score, whole
from api.rules.instants import History
from api.rules.uploads import Upload, asked_week, upload_of
from api.tables import WeeklyCheckIn


class Spot(PhoneIn):
    """One place on the body map."""

    region: Code
    side: Literal["left", "right", "both", "middle"] | None = None
    role: Literal["source", "referred"] = "source"
    tingling: Flag = False


def _each_once(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


class CheckInIn(PhoneIn):
    """Every answer may be left out or null; only when it was recorded must be said."""

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
    red_flags: Annotated[list[Code], Field(max_length=30), AfterValidator(_each_once)] = []
    note: Note | None = None
    duration_s: Annotated[int, whole(0, 86_400)] | None = None
    recorded_at: Instant


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


def accept(body: CheckInIn, on: date, history: History, library: Library, now: datetime) -> Upload:
    """Return what a phone hands in for a date.

    Refused are codes that nobody knows, spots that no body has or that come twice, and a date that
    cannot be filled in now.
    """
    require_codes(library, "red_flags", body.red_flags, "/red_flags")
    _require_spots(body.body_map, library)
    upload = upload_of(body.model_dump(exclude={"id", "recorded_at"}), body.recorded_at, now)
    refused = upload.refused_for(on, history)
    if refused:
        raise Invalid("/date", refused, "This date cannot be filled in now.")
    return upload


async def weekly_asked(session: AsyncSession, client_id: UUID, on: date) -> tuple[date, bool]:
    """Return the Monday of the week a client is asked about on a date, and whether she answered."""
    monday = asked_week(on)
    answered = await session.scalar(
        select(WeeklyCheckIn.id).where(
            WeeklyCheckIn.client_id == client_id, WeeklyCheckIn.monday == monday
        )
    )
    return monday, answered is not None


def _require_spots(spots: list[Spot], library: Library) -> None:
    sided = library.check_in_questions("en").sided_regions
    seen: set[tuple[str, ...]] = set()
    for index, spot in enumerate(spots):
        require_code(library, "regions", spot.region, f"/body_map/{index}/region")
        if spot.side == "middle" and spot.region in sided:
            raise Invalid(f"/body_map/{index}/side", "no_middle", "A limb has no middle.")
        place = (spot.region, spot.side or "", spot.role)
        if place in seen:
            raise Invalid(f"/body_map/{index}", "repeated_spot", "This spot is there twice.")
        seen.add(place)
