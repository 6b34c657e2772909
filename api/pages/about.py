"""Whom a page is about, and the records of hers that its path names."""

from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.http.errors import NotFound
from api.rules.instants import local_date, zone
from api.tables import Account, Appointment, Episode, Goal, Prescription

M = TypeVar("M", Appointment, Episode, Goal, Prescription)


class About(NamedTuple):
    """A client as the frame of her pages names her; `today` is the date where she is."""

    id: UUID
    name: str
    today: date


async def about(session: AsyncSession, client_id: UUID, now: datetime) -> About:
    """Return whom a page is about, once it is known that its reader may see her."""
    account = await session.get_one(Account, client_id)
    return About(client_id, account.name, local_date(now, zone(account.timezone)))


async def record_of(
    session: AsyncSession,
    model: type[M],
    id: UUID,
    client_id: UUID,
    me: Caller,
    now: datetime,
    *options: object,
    lock: bool = False,
) -> M:
    """Return a record of the client whom a path names; that of another client is NotFound."""
    row = await access.fetch(session, model, id, me, now, *options, lock=lock)
    if row.client_id != client_id:
        raise NotFound
    return row
