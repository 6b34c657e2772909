"""Sessions at the practice: what a therapist sends of one, what is refused, and how it is shown."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointments.feedback import FeedbackOut
from api.care.courses import Course
from api.library import Library
from api.library.codes import require_code
from api.platform.http.edits import Patch
from api.platform.http.errors import Invalid
from api.platform.http.etags import etag_of
from api.platform.http.fields import Code, In, Instant, Note, Out, whole
from api.platform.http.paging import Paging
from api.tables import Appointment

Status = Literal["planned", "completed", "cancelled", "missed"]
Minutes = Annotated[int, whole(5, 480)]


class FindingIn(In):
    """What the therapist found in one place, and where it is felt as well."""

    region: Code
    side: Code | None = None
    root_cause: Code | None = None
    referred_to: Annotated[list[Code], Field(max_length=10)] = []


class MeasurementIn(In):
    """How far a joint moved; below zero it falls short of its neutral position."""

    joint: Code
    movement: Code
    side: Code | None = None
    degrees: Annotated[int, whole(-60, 220)]


Findings = Annotated[list[FindingIn], Field(max_length=40)]
Measurements = Annotated[list[MeasurementIn], Field(max_length=60)]


class AppointmentIn(In):
    """A session; `note` is the therapist's own and is never shown to the client."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts_at": "2026-03-02T09:00:00+01:00",
                    "duration_min": 50,
                    "status": "completed",
                    "findings": [
                        {
                            "region": "neck",
                            "side": "left",
                            "root_cause": "trigger_points",
                            "referred_to": ["head"],
                        }
                    ],
                    "rom": [
                        {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 55}
                    ],
                    "note": "Begin with the right side next time.",
                }
            ]
        }
    )

    starts_at: Instant
    duration_min: Minutes = 50
    status: Status = "planned"
    findings: Findings = []
    rom: Measurements = []
    note: Note | None = None


class FindingOut(Out):
    region: str
    side: str | None
    root_cause: str | None
    referred_to: list[str]


class MeasurementOut(Out):
    joint: str
    movement: str
    side: str | None
    degrees: int


class AppointmentOut(Out):
    """A session as a therapist sees it; `session` is its number within its episode of care."""

    id: UUID
    therapist_id: UUID
    starts_at: datetime
    duration_min: int
    status: str
    findings: list[FindingOut]
    rom: list[MeasurementOut]
    note: str | None
    episode_id: UUID | None
    session: int | None
    feedback: FeedbackOut | None
    etag: str


class AppointmentPatch(Patch):
    """Only what is sent changes. A null clears the note, and leaves anything else as it is."""

    shows = AppointmentOut

    starts_at: Instant | None = None
    duration_min: Minutes | None = None
    status: Status | None = None
    findings: Findings | None = None
    rom: Measurements | None = None
    note: Note | None = None


def show_appointment(row: Appointment, course: Course) -> AppointmentOut:
    """Return an appointment, loaded with its feedback, as its client's therapist sees it."""
    episode = course.episode_at(row.starts_at)
    bare = AppointmentOut(
        id=row.id,
        therapist_id=row.therapist_id,
        starts_at=row.starts_at,
        duration_min=row.duration_min,
        status=row.status,
        findings=row.findings or [],
        rom=row.rom or [],
        note=row.note,
        episode_id=episode.id if episode else None,
        session=course.numbers.get(row.id),
        feedback=FeedbackOut.model_validate(row.feedback) if row.feedback else None,
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


def require_known(body: AppointmentIn | AppointmentPatch, library: Library) -> None:
    """Refuse a code that the vocabulary does not have, and what was measured twice."""
    for pointer, group, code in _codes(body):
        if code is not None:
            require_code(library, group, code, pointer)
    measured = [(each.joint, each.movement, each.side) for each in body.rom or ()]
    for index, what in enumerate(measured):
        if what in measured[:index]:
            raise Invalid(f"/rom/{index}", "measured_twice", "This movement is there twice.")


async def page_of(
    session: AsyncSession, query: Select[Appointment], pages: Paging, *, newest_first: bool
) -> tuple[list[Appointment], str | None]:
    """Return a page of appointments by their beginning, and the cursor of the next page."""
    key = (Appointment.starts_at, Appointment.id)
    rows = list(await session.scalars(pages.select(query, *key, newest_first=newest_first)))
    return pages.cut(rows, lambda row: (row.starts_at, row.id))


def _codes(body: AppointmentIn | AppointmentPatch) -> Iterator[tuple[str, str, str | None]]:
    """Yield (pointer, group, code) of every code in a body."""
    for index, finding in enumerate(body.findings or ()):
        yield f"/findings/{index}/region", "regions", finding.region
        yield f"/findings/{index}/side", "sides", finding.side
        yield f"/findings/{index}/root_cause", "root_causes", finding.root_cause
        for n, region in enumerate(finding.referred_to):
            yield f"/findings/{index}/referred_to/{n}", "regions", region
    for index, measured in enumerate(body.rom or ()):
        yield f"/rom/{index}/joint", "joints", measured.joint
        yield f"/rom/{index}/movement", "movements", measured.movement
        yield f"/rom/{index}/side", "sides", measured.side
