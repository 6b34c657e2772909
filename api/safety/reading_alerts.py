"""What a therapist reads of the alerts in her care, the gravest kind first."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.http.fields import Out
from api.platform.http.paging import Paging
from api.safety.shown_alerts import AlertOut, show_alerts
from api.tables import Alert
from api.tables.safety import ALERT_KINDS

# Falls from the gravest kind on, so that everything is listed in falling order.
WEIGHTS = {kind: len(ALERT_KINDS) - rank for rank, kind in enumerate(ALERT_KINDS)}
ORDER = (case(WEIGHTS, value=Alert.kind), Alert.evidence_at, Alert.id)
VIEW = "view alerts"
Listed = Literal["open", "acknowledged", "all"]


class AlertPage(Out):
    items: list[AlertOut]
    next_cursor: str | None


async def read_alerts(
    session: AsyncSession,
    me: Caller,
    now: datetime,
    pages: Paging,
    status: Listed,
    client_id: UUID | None,
) -> AlertPage:
    """Return a page of the alerts in a therapist's care, of one client if one is named; note it."""
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
