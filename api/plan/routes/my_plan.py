"""/v1/me/plan, /v1/me/acknowledgements: what is prescribed to me, and what I have read of it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from sqlalchemy.orm import selectinload

from api import access
from api.access.deps import ClientMe, Content, Language, Now, Session
from api.access.repeatable import RepeatableRoute
from api.care.plans import load_care_plan
from api.plan.acknowledgements import note_read
from api.plan.prescriptions import (
    ExerciseCard,
    PrescriptionOut,
    show_exercise,
    show_prescription,
    state_of,
)
from api.platform.http.errors import NotFound, refusals
from api.platform.http.fields import Out, PhoneIn
from api.tables import Prescription

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me", tags=["today"])
# What therapists note for one another.
HIDDEN: dict[str, Any] = {"clearance": None, "max_pain_reason": None, "warnings": []}


class PlanItem(Out):
    prescription: PrescriptionOut
    exercise: ExerciseCard


class PlanOut(Out):
    """Everything prescribed and not stopped."""

    timezone: str
    items: list[PlanItem]


class AcknowledgementIn(PhoneIn):
    """A version as the home screen showed it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"prescription_id": "019cacf1-20d0-7c5a-8f04-5f6b1c2d3e4f", "version": 2}]
        }
    )

    prescription_id: UUID
    version: Annotated[int, Field(strict=True)]


class AcknowledgedOut(Out):
    prescription_id: UUID
    version: int
    acknowledged_at: datetime


@router.get("/plan", operation_id="get_plan", response_model=PlanOut)
async def get_plan(
    me: ClientMe, session: Session, now: Now, library: Content, language: Language
) -> PlanOut:
    """Read everything that is prescribed to me."""
    care = await load_care_plan(session, me.id)
    items = [
        PlanItem(
            prescription=show_prescription(row, now).model_copy(update=HIDDEN),
            exercise=show_exercise(row, row.versions[-1], library, language),
        )
        for row in care.prescriptions
        if state_of(row, now) != "stopped"
    ]
    return PlanOut(timezone=care.timezone, items=items)


@router.post(
    "/acknowledgements",
    operation_id="acknowledge",
    response_model=AcknowledgedOut,
    responses={
        201: {"model": AcknowledgedOut, "description": "The first time it is said."},
        **refusals(NotFound),
    },
)
async def acknowledge(
    body: AcknowledgementIn, me: ClientMe, session: Session, now: Now, response: Response
) -> AcknowledgedOut:
    """Say that I read a version of my plan, with all before it; the newest one with its stop."""
    versions = selectinload(Prescription.versions)
    # Locked, so that the same said twice at once is written once.
    row = await access.fetch(
        session, Prescription, body.prescription_id, me, now, versions, lock=True
    )
    read_at, is_news = await note_read(session, row, body.version, now)
    response.status_code = 201 if is_news else 200
    return AcknowledgedOut(prescription_id=row.id, version=body.version, acknowledged_at=read_at)
