"""Who looked at or changed whose data: ids and codes only, append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import apart
from api.tables import AuditEvent

# What a refused attempt is noted as.
DENIED = "denied"


def record(
    session: AsyncSession,
    now: datetime,
    action: str,
    *,
    practice_id: UUID,
    actor_id: UUID | None,
    client_id: UUID | None = None,
    subject: dict[str, Any] | None = None,
    survives: bool = False,
) -> None:
    """Note an event with this transaction; apart from it when it only reads or is refused."""
    event = AuditEvent(
        created_at=now,
        action=action,
        practice_id=practice_id,
        actor_id=actor_id,
        client_id=client_id,
        subject=subject,
    )
    if session.info["writes"] and not survives:
        session.add(event)
        return

    async def write(own: AsyncSession) -> None:
        own.add(event)

    apart(session, write)
