"""What comes between a right password and a sign-in that also takes a code.

The first step is answered with a challenge, which is good for ten minutes, for this account and for
the password that it has now. The second step brings it back with a code.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.tokens import issue_challenge, read_challenge
from api.platform.http.errors import Unauthenticated
from api.platform.keys import Keys
from api.platform.settings import Settings
from api.tables import Account, Passkey, SecondFactor


class SecondFactorRequired(Unauthenticated):
    code = "second_factor_required"
    title = "Send a code of the second factor along with the challenge."


class ChallengeInvalid(Unauthenticated):
    code, title = "challenge_invalid", "That took too long. Sign in with the password again."


async def require_no_second_step(
    session: AsyncSession, account: Account, now: datetime, config: Settings
) -> None:
    """Refuse to sign in by the password alone who has a second factor; she gets a challenge.

    Whoever calls it has her account locked, and has seen her password or her code.
    """
    if await has_second_factor(session, account.id):
        raise SecondFactorRequired(challenge=challenge_for(account, now, config.keys))


async def has_second_factor(session: AsyncSession, account_id: UUID) -> bool:
    """Tell whether an account has a second factor: an app that was confirmed, or a passkey."""
    found = select(or_(_confirmed(account_id), _some_passkey(account_id)))
    return bool(await session.scalar(found))


async def has_app(session: AsyncSession, account_id: UUID) -> bool:
    """Tell whether an account has an app that makes codes, which was confirmed."""
    return bool(await session.scalar(select(_confirmed(account_id))))


async def has_passkey(session: AsyncSession, account_id: UUID) -> bool:
    """Tell whether an account has a passkey."""
    return bool(await session.scalar(select(_some_passkey(account_id))))


def challenge_for(account: Account, now: datetime, keys: Keys) -> str:
    """Return a challenge that says of an account that its password was right."""
    return issue_challenge(account.id, password_id(account), now, keys)


def challenged(challenge: str, now: datetime, config: Settings) -> UUID:
    """Return whose challenge it is, whatever became of her since. Raises ChallengeInvalid."""
    return _read(challenge, now, config)[0]


async def lock_challenged(
    session: AsyncSession, challenge: str, now: datetime, config: Settings
) -> Account:
    """Lock whose challenge it is; ChallengeInvalid if her password or her account ended since."""
    account_id, known = _read(challenge, now, config)
    whose = select(Account).where(Account.id == account_id, Account.deactivated_at.is_(None))
    account = await session.scalar(whose.with_for_update(key_share=True))
    if account is None or password_id(account) != known:
        raise ChallengeInvalid
    return account


def password_id(account: Account) -> UUID:
    """Return what changes with a password and tells nothing of it: its hash has a salt."""
    return UUID(bytes=hashlib.sha256((account.password_hash or "").encode()).digest()[:16])


def _read(challenge: str, now: datetime, config: Settings) -> tuple[UUID, UUID]:
    try:
        said = read_challenge(challenge, now, config.keys)
    except Unauthenticated:
        raise ChallengeInvalid from None
    return said.account_id, said.sign_in_id


def _confirmed(account_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None)
    )


def _some_passkey(account_id: UUID) -> ColumnElement[bool]:
    return exists().where(Passkey.account_id == account_id)
