"""/v1/alerts: what a therapist should look at, the gravest kind first."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Flag, In, Instant, Out
from api.safety.alerts import level_of
from api.tables import Account, Alert
from api.tables.safety import ALERT_KINDS

router = APIRouter(route_class=JsonRoute, prefix="/v1/alerts", tags=["alerts"])
# Falls from the gravest kind on, so that everything is listed in falling order.
WEIGHTS = {kind: len(ALERT_KINDS) - rank for rank, kind in enumerate(ALERT_KINDS)}
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


class ClientName(Out):
    id: UUID
    name: str


class AlertEvidence(Out):
    """One thing that happened: `at` when we learnt of it, on the client's dates `from`..`on`.

    `days` counts spikes, or days of silence; `peak` is the worst of them. `absolute` and `percent`
    are the change of mean pain, by the definitions of `definition_version`. `region` and `side` are
    the place that is new. What does not belong to its kind is null.
    """

    at: datetime | None
    from_on: date | None = Field(serialization_alias="from")
    on: date | None
    code: str | None
    level: str | None
    event_id: UUID | None
    prescription_id: UUID | None
    exercise: str | None
    pain_before: int | None
    pain_after: int | None
    days: int | None
    peak: int | None
    absolute: float | None
    percent: float | None
    region: str | None
    side: str | None
    definition_version: str | None


class AlertOut(Out):
    """`level` is the gravest of the evidence, null where none has one; the newest comes last."""

    id: UUID
    client: ClientName
    kind: str
    level: str | None
    evidence: list[AlertEvidence]
    evidence_at: datetime
    created_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    useful: bool | None


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
        await access.client(session, client_id, me, now, "view alerts")
        query = query.where(Alert.client_id == client_id)
    if status != "all":
        query = query.where(Alert.acknowledged_at.is_(None) == (status == "open"))
    rows = list(await session.scalars(pages.select(query, *ORDER, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (WEIGHTS[row.kind], row.evidence_at, row.id))
    for seen in {row.client_id for row in shown} - {client_id}:
        access.note(session, me, now, "view alerts", seen)
    return AlertPage(items=await _show(session, shown), next_cursor=cursor)


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
    access.note(session, me, now, "acknowledge alert", row.client_id)
    if body is not None and body.evidence_at is not None and body.evidence_at < row.evidence_at:
        raise Conflict(code="new_evidence", title="There is more since you read it. Read it again.")
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = now, me.id
    if body is not None and body.useful is not None:
        row.useful = body.useful
    await session.flush()
    (shown,) = await _show(session, [row])
    return shown


async def _show(session: AsyncSession, rows: list[Alert]) -> list[AlertOut]:
    people = select(Account).where(Account.id.in_({row.client_id for row in rows}))
    names = {person.id: person.name for person in await session.scalars(people)}
    return [_alert(row, names[row.client_id]) for row in rows]


def _alert(row: Alert, name: str) -> AlertOut:
    return AlertOut(
        id=row.id,
        client=ClientName(id=row.client_id, name=name),
        kind=row.kind,
        level=level_of(row),
        evidence=[_evidence(item) for item in row.evidence],
        evidence_at=row.evidence_at,
        created_at=row.created_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        useful=row.useful,
    )


def _evidence(item: dict[str, Any]) -> AlertEvidence:
    return AlertEvidence(**{name: item.get(name) for name in AlertEvidence.model_fields})
