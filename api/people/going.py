"""What the retention of a practice is going to erase, as its admins are told it beforehand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.people.retention import RETENTION
from api.tables import Client


@dataclass(frozen=True, slots=True)
class Going:
    """How many clients will be erased, and when the first."""

    clients: int
    first_at: datetime


async def load_going(session: AsyncSession, me: Caller) -> Going | None:
    """Return what an admin has to be told before it goes; None if she is none, or nothing does."""
    if not me.admin:
        return None
    row = (await session.execute(_GOING, {"practice": me.practice_id})).one()
    return Going(*row) if row.clients else None


_GOING: Select[*tuple[Any, ...]] = select(
    func.count().label("clients"), func.min(Client.erase_at).label("first_at")
).where(Client.practice_id == bindparam("practice"), Client.erase_asked_by == RETENTION)
