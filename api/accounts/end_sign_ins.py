"""Ends sign-ins: their tokens die at once and their phones are no longer pushed to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.tables import Device, SignIn


async def end_sign_in(session: AsyncSession, sign_in_id: UUID, now: datetime) -> None:
    """End one sign-in."""
    await _end(session, SignIn.id == sign_in_id, now)


async def end_other_sign_ins(
    session: AsyncSession, account_id: UUID, now: datetime, keep: Sequence[UUID] = ()
) -> None:
    """End all sign-ins of an account but those to keep."""
    await _end(session, (SignIn.account_id == account_id) & SignIn.id.not_in(keep), now)


async def _end(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    ended = select(SignIn.id).where(which, SignIn.revoked_at.is_(None))
    await session.execute(
        update(Device)
        .where(Device.sign_in_id.in_(ended), Device.disabled_at.is_(None))
        .values(disabled_at=now, disabled_reason="signed_out")
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(SignIn)
        .where(which, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
