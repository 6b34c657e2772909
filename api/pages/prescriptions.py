"""The prescription that a page of a client's is about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.plans import WHOLE
from api.platform.http.errors import NotFound
from api.tables import Prescription


async def prescription_of(
    session: AsyncSession,
    client_id: UUID,
    id: UUID,
    me: Caller,
    now: datetime,
    *,
    lock: bool = False,
) -> Prescription:
    """Return a client's prescription with its versions and pauses; NotFound if not hers."""
    row = await access.fetch(session, Prescription, id, me, now, *WHOLE, lock=lock)
    if row.client_id != client_id:
        raise NotFound
    return row
