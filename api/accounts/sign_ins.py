"""Sign-ins: opened with their tokens; ended, when their phones are no longer pushed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.tokens import issue_access_token
from api.platform.ids import digest, new_id, new_token
from api.tables import Account, Device, RefreshToken, SignIn

REFRESH_LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a phone keeps: a short access token, a rotating refresh token, and of whom and what."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    account: Account
    sign_in_id: UUID


async def start_sign_in(session: AsyncSession, account: Account, now: datetime, key: str) -> Tokens:
    """Open a sign-in of this account and return its first tokens."""
    sign_in = SignIn(id=new_id(), created_at=now, account_id=account.id)
    session.add(sign_in)
    await session.flush()
    return await issue_tokens(session, account, sign_in.id, None, now, key)


async def issue_tokens(
    session: AsyncSession,
    account: Account,
    sign_in_id: UUID,
    parent_id: UUID | None,
    now: datetime,
    key: str,
) -> Tokens:
    """Return new tokens of a sign-in; the refresh token succeeds `parent_id`."""
    refresh = new_token()
    session.add(
        RefreshToken(
            created_at=now,
            sign_in_id=sign_in_id,
            parent_id=parent_id,
            token_hash=digest(refresh),
            expires_at=now + REFRESH_LIFETIME,
        )
    )
    await session.flush()
    access, expires_at = issue_access_token(account.id, sign_in_id, now, key)
    return Tokens(access, expires_at, refresh, account, sign_in_id)


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
