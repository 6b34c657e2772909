"""Retention: what a discharged client left goes after the time that her practice keeps it.

It is planned, and so told, a month before at least: to admins and to her. A readmission ends it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.people.retention import RETENTION
from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.rules.erasure import NOTICE, erased_at, months_later
from api.tables import AuditEvent, Client, Practice

BATCH = 200


async def plan_retention(sessions: Sessions, clock: Clock) -> int:
    """Plan the erasures that a month of notice is given of now; return how many, 200 at most."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        kept = (await session.execute(_KEPT)).all()
    planned = 0
    for practice_id, months in kept:
        async with transaction(sessions) as session:
            planned += await _plan(session, practice_id, months, now)
    return planned


async def _plan(session: AsyncSession, practice_id: UUID, months: int, now: datetime) -> int:
    still = select(Practice.retention_months).where(Practice.id == practice_id)
    if await session.scalar(still.with_for_update(key_share=True)) != months:
        return 0
    before = months_later(now + NOTICE, -months)
    due = await session.scalars(_DUE, {"practice": practice_id, "before": before})
    planned = 0
    for client in due:
        at = erased_at(_since(client), months, now)
        if at is not None:
            client.erase_at, client.erase_asked_at, client.erase_asked_by = at, now, RETENTION
            session.add(_noted(client, now))
            planned += 1
    return planned


def _since(client: Client) -> datetime:
    """Return since when she is kept: her discharge, or that she was kept once more after it."""
    assert client.discharged_at is not None, "only what a discharged client left is retained"
    return max(client.discharged_at, client.readmitted_at or client.discharged_at)


def _noted(client: Client, now: datetime) -> AuditEvent:
    return AuditEvent(
        created_at=now,
        practice_id=client.practice_id,
        actor_id=None,
        client_id=client.id,
        action="plan erasure",
        subject=None,
    )


_KEPT: Select[*tuple[Any, ...]] = select(Practice.id, Practice.retention_months).where(
    Practice.retention_months.is_not(None)
)
_LATER: Any = case(
    (Client.readmitted_at > Client.discharged_at, Client.readmitted_at),
    else_=Client.discharged_at,
)
# A day of the month may lie a little before: what is not due yet is found again later.
_DUE: Select[Client] = (
    select(Client)
    .where(
        Client.practice_id == bindparam("practice"),
        Client.discharged_at.is_not(None),
        Client.erase_at.is_(None),
        bindparam("before") >= _LATER,
    )
    .order_by(Client.id)
    .limit(BATCH)
    .with_for_update(key_share=True, skip_locked=True)
)
