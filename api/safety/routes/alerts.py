"""/v1/alerts: what a therapist should look at, the gravest kind first."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlalchemy import case

from api import access
from api.access.deps import Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Flag, In, Instant, Out
from api.safety.alerts import Noted, acknowledge
from api.safety.shown_alerts import AlertOut, show_alerts
from api.tables import Alert
from api.tables.safety import ALERT_KINDS

router = APIRouter(route_class=JsonRoute, prefix="/v1/alerts", tags=["alerts"])
# Falls from the gravest kind on, so that everything is listed in falling order.
WEIGHTS = {kind: len(ALERT_KINDS) - rank for rank, kind in enumerate(ALERT_KINDS)}
MOST_AT_ONCE = 100
VIEW, ACKNOWLEDGE = "view alerts", "acknowledge alert"
Status = Noted | Literal["not_found"]
ORDER = (case(WEIGHTS, value=Alert.kind), Alert.evidence_at, Alert.id)


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


class ReadAlert(In):
    """An alert as it was read, with its `evidence_at` then."""

    id: UUID
    evidence_at: Instant | None = None


class AcknowledgeAlertsIn(In):
    """Seen, all of them; `useful` is said of each. An `evidence_at` left out is not compared."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "alerts": [
                        {
                            "id": "0195a3c0-5b1e-7cc3-9d5e-2f6b8f1f2a01",
                            "evidence_at": "2026-03-02T12:00:00Z",
                        },
                        {"id": "0195a3c0-5b1e-7cc3-9d5e-2f6b8f1f2a02"},
                    ],
                    "useful": True,
                }
            ]
        }
    )

    alerts: Annotated[list[ReadAlert], Field(max_length=MOST_AT_ONCE)]
    useful: Flag | None = None


class AcknowledgedAlert(Out):
    """What became of one alert: `acknowledged` by this request, or `already` before.

    `new_evidence`: there is more than was read, and it stays as it was. `not_found`: no such alert,
    or not yours to see. `alert` is as it is now, null where it was not found.
    """

    id: UUID
    status: Status
    alert: AlertOut | None


class AcknowledgedAlerts(Out):
    """One result for each alert that was sent, in that order; one sent twice has two."""

    results: list[AcknowledgedAlert]


class AlertPage(Out):
    items: list[AlertOut]
    next_cursor: str | None


@router.get("", operation_id="list_alerts", response_model=AlertPage)
async def list_alerts(
    me: Therapist,
    session: Session,
    now: Now,
    pages: Pages,
    status: Annotated[Literal["open", "acknowledged", "all"], Query()] = "open",
    client_id: Annotated[UUID | None, Query()] = None,
) -> AlertPage:
    """List alerts of the clients in my care: by kind, the gravest first, the newest of each."""
    query = access.visible(Alert, me)
    if client_id is not None:
        await access.client(session, client_id, me, now, VIEW)
        query = query.where(Alert.client_id == client_id)
    if status != "all":
        query = query.where(Alert.acknowledged_at.is_(None) == (status == "open"))
    rows = list(await session.scalars(pages.select(query, *ORDER, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (WEIGHTS[row.kind], row.evidence_at, row.id))
    for seen in {row.client_id for row in shown} - {client_id}:
        access.note(session, me, now, VIEW, seen)
    return AlertPage(items=await show_alerts(session, shown), next_cursor=cursor)


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
    rows = await access.fetch_each(session, Alert, {each.id for each in body.alerts}, me, now)
    statuses: list[Status] = [
        acknowledge(rows[each.id], me.id, now, each.evidence_at, body.useful)
        if each.id in rows
        else "not_found"
        for each in body.alerts
    ]
    for row in rows.values():
        action = ACKNOWLEDGE if row.acknowledged_at is not None else VIEW
        access.note(session, me, now, action, row.client_id)
    await session.flush()
    shown = {each.id: each for each in await show_alerts(session, list(rows.values()))}
    results = [
        AcknowledgedAlert(id=each.id, status=status, alert=shown.get(each.id))
        for each, status in zip(body.alerts, statuses, strict=True)
    ]
    return AcknowledgedAlerts(results=results)
