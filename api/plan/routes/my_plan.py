"""/v1/me/plan, /v1/me/acknowledgements: what is prescribed to me, and what I have read of it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.deps import ClientMe, Content, Language, Now, Session
from api.access.repeatable import RepeatableRoute
from api.care.plans import load_care_plan
from api.plan.acknowledgements import AcknowledgementIn, acknowledge_version
from api.plan.prescriptions import (
    ExerciseCard,
    PrescriptionOut,
    show_exercise,
    show_to_client,
    state_of,
)
from api.platform.http.errors import NotFound, refusals
from api.platform.http.fields import Out

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me", tags=["today"])


class PlanItem(Out):
    prescription: PrescriptionOut
    exercise: ExerciseCard


class PlanOut(Out):
    """Everything prescribed and not stopped."""

    timezone: str
    items: list[PlanItem]


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
            prescription=show_to_client(row, now),
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
    read_at, is_news = await acknowledge_version(session, body, me, now)
    response.status_code = 201 if is_news else 200
    return AcknowledgedOut(
        prescription_id=body.prescription_id, version=body.version, acknowledged_at=read_at
    )
