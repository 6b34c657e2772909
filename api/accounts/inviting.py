"""Inviting a client: her therapist makes the code that signs a phone of hers in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.closing import require_open
from api.accounts.codes import Invite, issue_invite


async def invite_to_app(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, public_url: str
) -> Invite:
    """Return a fresh invite of a client in a therapist's care; an earlier unused one is void.

    ErasurePending if she is to be erased.
    """
    # Locked, so that an invite is made before her care or her consent ends, or not at all.
    require_open(await access.client(session, client_id, me, now, "invite client", lock=True))
    return await issue_invite(session, client_id, me.id, now, public_url)
