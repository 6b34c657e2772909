"""Makes a one-time code; the code itself is known to nobody afterwards."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.ids import digest, new_code
from api.models import OneTimeCode

LIFETIME = timedelta(hours=72)
Purpose = Literal["invite", "password_reset"]


async def issue_code(
    session: AsyncSession,
    account_id: UUID,
    purpose: Purpose,
    created_by: UUID | None,
    now: datetime,
) -> tuple[str, datetime]:
    """Return a fresh code and when it expires; earlier unused ones of its purpose are revoked."""
    await session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    code, expires_at = new_code(), now + LIFETIME
    session.add(
        OneTimeCode(
            created_at=now,
            account_id=account_id,
            created_by=created_by,
            purpose=purpose,
            code_hash=digest(code),
            expires_at=expires_at,
        )
    )
    await session.flush()
    return code, expires_at
