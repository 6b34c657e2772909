"""Whose a phone is: hers who is signed in on it, until she signs out or removes it."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.tables import Device, SignIn

GIVEN_UP = ("signed_out", "removed")


async def is_anothers(session: AsyncSession, device: Device, me: Caller, now: datetime) -> bool:
    """Tell whether a phone, which is locked, is someone else's, who is signed in on it."""
    if device.account_id == me.id or device.disabled_reason in GIVEN_UP:
        return False
    owner = {"sign_in": device.sign_in_id, "now": now}
    return await session.scalar(_IS_SIGNED_IN, owner) is not None


_IS_SIGNED_IN = select(SignIn.id).where(
    SignIn.id == bindparam("sign_in"),
    SignIn.revoked_at.is_(None),
)
