"""Makes a one-time code; the code itself is known to nobody afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import digest, new_code
from api.tables import OneTimeCode

LIFETIME = timedelta(hours=72)
Purpose = Literal["invite", "password_reset"]


@dataclass(frozen=True, slots=True)
class Invite:
    """A fresh invite, with the link that leads to its page."""

    code: str
    link: str
    expires_at: datetime


async def issue_code(
    session: AsyncSession,
    account_id: UUID,
    purpose: Purpose,
    created_by: UUID | None,
    now: datetime,
) -> tuple[str, datetime]:
    """Return a fresh code and when it expires; earlier unused ones of its purpose are revoked."""
    await revoke_codes(session, account_id, now, purpose)
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


async def issue_invite(
    session: AsyncSession, account_id: UUID, created_by: UUID, now: datetime, public_url: str
) -> Invite:
    """Return a fresh invite; the earlier unused one stops working."""
    code, expires_at = await issue_code(session, account_id, "invite", created_by, now)
    # What stands behind the # never leaves the browser.
    return Invite(code, f"{public_url.rstrip('/')}/invite#{code}", expires_at)


async def revoke_codes(
    session: AsyncSession, account_id: UUID, now: datetime, *purposes: Purpose
) -> None:
    """Revoke an account's unused codes of these purposes."""
    await session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.purpose.in_(purposes),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
