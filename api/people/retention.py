"""What the time that a practice keeps data has planned, taken back when that time changes."""

from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.tables import Client

# Who asked for an erasure, if nobody did: the time that a practice keeps is over.
RETENTION = "retention"


async def forget_plans(session: AsyncSession, practice_id: UUID) -> None:
    """Take back what the retention of a practice, which is locked, has planned: it changed."""
    await session.execute(_FORGET, {"practice": practice_id})


_FORGET = (
    update(Client)
    .where(Client.practice_id == bindparam("practice"), Client.erase_asked_by == RETENTION)
    .values(erase_at=None, erase_asked_at=None, erase_asked_by=None)
    .execution_options(synchronize_session=False)
)
