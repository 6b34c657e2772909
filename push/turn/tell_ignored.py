"""Tells a therapist that her client ignores her reminders, and that fewer of them leave now."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.safety.open_alert import open_alert
from api.tables import Alert, Client

KIND = "reminders_ignored"


async def tell_ignored(
    session: AsyncSession, client_id: UUID, on: date, since: datetime, now: datetime
) -> None:
    """Open an alert, once for a streak; `since` is when the first ignored reminder was due."""
    # Of two workers the later one sees what the earlier has told.
    await session.get_one(Client, client_id, with_for_update={"key_share": True})
    told = select(Alert.id).where(
        Alert.client_id == client_id, Alert.kind == KIND, Alert.evidence_at >= since
    )
    if await session.scalar(told.limit(1)) is None:
        evidence = {"at": now.isoformat(), "on": on.isoformat(), "code": KIND}
        await open_alert(session, client_id, KIND, [evidence], now)
