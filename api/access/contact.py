"""When a client's phone was last heard of: noted by every request that gets past her token.

It is written apart (`platform.db.apart`), in a transaction of its own after that of the request,
even if the request is refused.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.base import UtcDateTime
from api.platform.db import apart
from api.platform.statements import fetch
from api.tables import Client

RESOLUTION = timedelta(minutes=5)
# Built once.
_CONTACT = (
    update(Client)
    .where(Client.id == bindparam("client"))
    .values(last_contact_at=bindparam("now", type_=UtcDateTime()))
)


def note_contact(session: AsyncSession, me: Caller, now: datetime) -> None:
    """Have it written that a client's phone was here, unless that is known to five minutes."""
    if me.role == "client" and _is_stale(me.last_contact_at, now):
        apart(session, lambda own: _write(own, me.id, now))


def _is_stale(contact: datetime | None, now: datetime) -> bool:
    return contact is None or now - contact > RESOLUTION


async def _write(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    await fetch(session, _CONTACT, {"client": client_id, "now": now})
