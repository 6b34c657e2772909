"""An account whose erasure was asked for is closed: nobody signs in to it, and no code is made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.errors import Conflict
from api.platform.instants import utc_text
from api.tables import Client


class ErasurePending(Conflict):
    """Told only to who has shown the password, or cares for her."""

    code = "erasure_pending"
    title = "Everything of this account will be erased. To keep it, use keep-account first."

    def __init__(self, erase_at: datetime | None) -> None:
        super().__init__(erase_at=utc_text(erase_at) if erase_at else None)


def require_open(client: Client) -> None:
    """Refuse to go on with a client whose erasure she, or an admin, has asked for."""
    if client.is_closed:
        raise ErasurePending(client.erase_at)


async def require_open_account(session: AsyncSession, account_id: UUID) -> None:
    """The same by the account; a therapist's is always open."""
    client = await session.scalar(select(Client).where(Client.id == account_id))
    if client is not None:
        require_open(client)
