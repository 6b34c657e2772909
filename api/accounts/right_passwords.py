"""Whether a password is right, found out while no transaction is open."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller, identify_by
from api.accounts.failures import FailureKey, is_over_budget, refuse
from api.accounts.hashing import attempt
from api.accounts.passwords import is_right
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Problem
from api.tables import Account


async def require_right_password(
    sessions: Sessions,
    whose: ColumnElement[bool],
    password: str,
    key: FailureKey,
    now: datetime,
    refusal: Problem,
) -> Account:
    """Return the account whose password this is, as it was read; a wrong one counts as a failure.

    One hash is compared whether there is such an account or not; a closed one counts as none. If
    its address has too many attempts under way already, nothing is read either: Unavailable.
    """
    with attempt(key):
        async with transaction(sessions, write=False) as session:
            over_budget = await is_over_budget(session, key, now)
            known = await session.scalar(_open(whose))
        stored = known.password_hash if known else None
        right = await is_right(password, stored, over_budget=over_budget)
        if known is None or not right:
            async with transaction(sessions, write=False) as session:
                raise await refuse(session, key, now, refusal)
        return known


async def lock_if_unchanged(
    session: AsyncSession, known: Account, key: FailureKey, now: datetime, refusal: Problem
) -> Account:
    """Lock an account whose password was right; refuse if that or the account ended meanwhile."""
    same = (Account.id == known.id) & (Account.password_hash == known.password_hash)
    account = await session.scalar(_open(same).with_for_update(key_share=True))
    if account is None:
        raise await refuse(session, key, now, refusal)
    return account


async def lock_caller(
    session: AsyncSession,
    me: Caller,
    known: Account,
    key: FailureKey,
    now: datetime,
    refusal: Problem,
) -> Account:
    """Lock the account of who asks, as `lock_if_unchanged`; Unauthenticated if her sign-in ended.

    It may have while the password was compared; and while the lock was waited for, since whoever
    had it may have ended all sign-ins but his own.
    """
    await identify_by(session, me.id, me.sign_in_id, now)
    account = await lock_if_unchanged(session, known, key, now, refusal)
    await identify_by(session, me.id, me.sign_in_id, now)
    return account


def _open(whose: ColumnElement[bool]) -> Select[Account]:
    return select(Account).where(whose, Account.deactivated_at.is_(None))
