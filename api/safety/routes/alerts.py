"""/v1/alerts: what a therapist should look at, the gravest kind first."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from api import access
from api.access.deps import Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Flag, In, Instant
from api.safety.acknowledging import (
    ACKNOWLEDGE,
    AcknowledgeAlertsIn,
    AcknowledgedAlerts,
    acknowledge_each,
)
from api.safety.alerts import acknowledge
from api.safety.reading_alerts import AlertPage, Listed, read_alerts
from api.safety.shown_alerts import AlertOut, show_alerts
from api.tables import Alert

router = APIRouter(route_class=JsonRoute, prefix="/v1/alerts", tags=["alerts"])


class AcknowledgeIn(In):
    """Seen; `useful` says whether it was worth being told, and may be said later.

    `evidence_at` as it was read: what came after it has not been seen, and is a conflict.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"useful": True, "evidence_at": "2026-03-02T12:00:00Z"}, {}]
        }
    )

    useful: Flag | None = None
    evidence_at: Instant | None = None


@router.get("", operation_id="list_alerts", response_model=AlertPage)
async def list_alerts(
    me: Therapist,
    session: Session,
    now: Now,
    pages: Pages,
    status: Annotated[Listed, Query()] = "open",
    client_id: Annotated[UUID | None, Query()] = None,
) -> AlertPage:
    """List alerts of the clients in my care: by kind, the gravest first, the newest of each."""
    return await read_alerts(session, me, now, pages, status, client_id)


@router.post(
    "/{alert_id}/acknowledge",
    operation_id="acknowledge_alert",
    response_model=AlertOut,
    responses=refusals(Conflict),
)
async def acknowledge_alert(
    alert_id: UUID, me: Therapist, session: Session, now: Now, body: AcknowledgeIn | None = None
) -> AlertOut:
    """Take note of an alert; the first time counts. What happens later opens another one."""
    row = await access.fetch(session, Alert, alert_id, me, now, lock=True)
    access.note(session, me, now, ACKNOWLEDGE, row.client_id)
    body = body or AcknowledgeIn()
    if acknowledge(row, me.id, now, body.evidence_at, body.useful) == "new_evidence":
        raise Conflict(code="new_evidence", title="There is more since you read it. Read it again.")
    await session.flush()
    (shown,) = await show_alerts(session, [row])
    return shown


@router.post("/acknowledge", operation_id="acknowledge_alerts", response_model=AcknowledgedAlerts)
async def acknowledge_alerts(
    body: AcknowledgeAlertsIn, me: Therapist, session: Session, now: Now
) -> AcknowledgedAlerts:
    """Take note of several alerts, each as if it were sent alone, in the order sent.

    All is stored together. One that cannot be noted stops none of the others.
    """
    return AcknowledgedAlerts(results=await acknowledge_each(session, body, me, now))
