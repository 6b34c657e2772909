"""What a page about one client needs beside what it shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.http.errors import NotFound
from api.tables import Account, Appointment, Episode, Goal

M = TypeVar("M", Appointment, Episode, Goal)


@dataclass(frozen=True, slots=True)
class About:
    """Whom a page is about."""

    id: UUID
    name: str


async def about(session: AsyncSession, client_id: UUID) -> About:
    """Return whom a page is about, once it is known that the reader may see her."""
    name = await session.scalar(select(Account.name).where(Account.id == client_id))
    return About(client_id, name or "")


async def record_of(
    session: AsyncSession,
    model: type[M],
    id: UUID,
    client_id: UUID,
    me: Caller,
    now: datetime,
    *options: object,
) -> M:
    """Return a record of the client whom a path names; that of another client is NotFound."""
    row = await access.fetch(session, model, id, me, now, *options)
    if row.client_id != client_id:
        raise NotFound
    return row
