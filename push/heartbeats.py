"""A worker's heartbeat in the database: `/readyz` and `carryover healthcheck worker` read it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import insert_into
from api.tables import Worker as Heartbeat

FORGOTTEN = timedelta(days=1)


async def beat(session: AsyncSession, worker: UUID, now: datetime) -> None:
    """Write that a worker reminds, and forget the workers of yesterday."""
    row = {"id": worker, "created_at": now, "beat_at": now}
    await session.execute(
        insert_into(session, Heartbeat)
        .values(row)
        .on_conflict_do_update(index_elements=["id"], set_={"beat_at": now})
    )
    await session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN))
