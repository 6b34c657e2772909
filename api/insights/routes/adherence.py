"""/v1/clients/{id}/adherence: how much of the plan was done, with its denominator."""

from uuid import UUID

from fastapi import APIRouter

from api import access
from api.access.deps import Now, Session, Therapist
from api.care.plans import load_care_plan
from api.insights.adherence import AdherenceOut, load_outcomes, show_adherence
from api.platform.http.bodies import JsonRoute
from api.platform.http.ranges import Range
from api.platform.many import Span
from api.rules.adherence.adherence import adherence

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["insights"])


@router.get("/{client_id}/adherence", operation_id="get_adherence", response_model=AdherenceOut)
async def get_adherence(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range
) -> AdherenceOut:
    """Read adherence of a range of local dates, overall, by week and by item."""
    await access.client(session, client_id, me, now, "view adherence")
    care = await load_care_plan(session, client_id)
    from_on, to_on = span.ending(care.today(now))
    logs = await load_outcomes(session, Span(client_id, from_on, to_on))
    found = adherence(
        care.plans, care.history, logs, care.excused_on, from_on, to_on, now, care.own_on
    )
    return show_adherence(found, care.exercises, from_on, to_on)
