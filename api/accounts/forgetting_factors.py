"""Having what proved someone beside her password do so no more: her app, or her passkeys."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.tables import Passkey, SecondFactor


async def forget_app(session: AsyncSession, account_id: UUID) -> None:
    """Have no app of an account make codes any more, whether it was confirmed or only begun."""
    await session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


async def forget_passkeys(session: AsyncSession, account_id: UUID) -> None:
    """Have no passkey of an account sign in any more."""
    await session.execute(delete(Passkey).where(Passkey.account_id == account_id))
