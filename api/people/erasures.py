"""Which erasures are planned, as those who may see a client are told it; and taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.fields import Out
from api.tables import Client

# Who asked for an erasure, if nobody did: the time that a practice keeps is over.
RETENTION = "retention"


class ErasureOut(Out):
    """All that is hers goes at `erase_at`, unless that is taken back before."""

    asked_at: datetime
    asked_by: str
    erase_at: datetime


def show_erasure(client: Client) -> ErasureOut | None:
    """Return when a client will be erased; None unless that is planned."""
    asked_at, asked_by, erase_at = client.erase_asked_at, client.erase_asked_by, client.erase_at
    if asked_at is None or asked_by is None or erase_at is None:
        return None
    return ErasureOut(asked_at=asked_at, asked_by=asked_by, erase_at=erase_at)


async def forget_plans(session: AsyncSession, practice_id: UUID) -> None:
    """Take back what the retention of a practice, which is locked, has planned: it changed."""
    await session.execute(_FORGET, {"practice": practice_id})


_FORGET = (
    update(Client)
    .where(Client.practice_id == bindparam("practice"), Client.erase_asked_by == RETENTION)
    .values(erase_at=None, erase_asked_at=None, erase_asked_by=None)
    .execution_options(synchronize_session=False)
)
