"""Taking note of several alerts at once: each as if it were alone, all stored together."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.http.fields import Flag, In, Instant, Out
from api.safety.alerts import Noted, acknowledge
from api.safety.reading_alerts import VIEW
from api.safety.shown_alerts import AlertOut, show_alerts
from api.tables import Alert

MOST_AT_ONCE = 100
ACKNOWLEDGE = "acknowledge alert"
Status = Literal[Noted, "not_found"]


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


async def acknowledge_each(
    session: AsyncSession, body: AcknowledgeAlertsIn, me: Caller, now: datetime
) -> list[AcknowledgedAlert]:
    """Take note of several alerts, and return what became of each, in the order sent."""
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
    return [
        AcknowledgedAlert(id=each.id, status=status, alert=shown.get(each.id))
        for each, status in zip(body.alerts, statuses, strict=True)
    ]
