"""/v1/me/plan: everything that is prescribed to me."""

from typing import Any

from fastapi import APIRouter

from api.access.deps import ClientMe, Content, Language, Now, Session
from api.care.plans import load_care_plan
from api.plan.prescriptions import (
    ExerciseCard,
    PrescriptionOut,
    show_exercise,
    show_prescription,
    state_of,
)
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["today"])
# What therapists note for one another.
HIDDEN: dict[str, Any] = {"clearance": None, "max_pain_reason": None, "warnings": []}


class PlanItem(Out):
    prescription: PrescriptionOut
    exercise: ExerciseCard


class PlanOut(Out):
    """Everything prescribed and not stopped."""

    timezone: str
    items: list[PlanItem]


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
