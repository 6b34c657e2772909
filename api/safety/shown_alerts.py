"""An alert as a therapist is shown it, with what happened in codes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.fields import Out
from api.safety.alerts import level_of
from api.tables import Account, Alert


class ClientName(Out):
    id: UUID
    name: str


class AlertEvidence(Out):
    """One thing that happened: `at` when we learnt of it, on the client's dates `from`..`on`.

    `days` counts days of severe pain, or of silence; `peak` is the worst pain of them. `absolute`
    and `percent` are the change of mean pain from `usual`, by the definitions of
    `definition_version`. `region` and `side` are the place that is new. What does not belong to its
    kind is null.
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
    usual: float | None
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


async def show_alerts(session: AsyncSession, rows: Sequence[Alert]) -> list[AlertOut]:
    """Return alerts with the names of their clients; one query."""
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
