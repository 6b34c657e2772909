"""Recovery codes: ten, made with the first factor, shown once; gone with the last one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.challenges import has_second_factor
from api.platform.ids import digest, new_id, new_recovery_code
from api.tables import RecoveryCode

RECOVERY_CODES = 10


async def new_codes(session: AsyncSession, account_id: UUID, now: datetime) -> list[str]:
    """Return new recovery codes, as they are read and typed; the earlier ones work no more."""
    await forget_codes(session, account_id)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=new_id(), created_at=now, account_id=account_id, code_hash=digest(each))
        for each in codes
    )
    return [_grouped(each) for each in codes]


async def forget_codes(session: AsyncSession, account_id: UUID) -> None:
    """Have no recovery code of an account work any more."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


async def forget_codes_without_factor(session: AsyncSession, account_id: UUID) -> None:
    """Have no recovery code work of an account that has neither an app nor a passkey."""
    if not await has_second_factor(session, account_id):
        await forget_codes(session, account_id)


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
