"""A passkey that signs: in, or that it is her who changes her factors."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.failures import failure_key, refuse
from api.accounts.passkey_answers import challenge_in, verify_used
from api.accounts.passkey_challenges import Purpose, is_good, issue_passkey_challenge, spend
from api.accounts.passkey_options import site_or_refuse, to_use, user_handle
from api.accounts.passkey_shapes import AssertionIn, PasskeyOptionsOut, WrongPasskey
from api.platform.db import Sessions, transaction
from api.platform.settings import Settings
from api.rules.passkeys import site_of
from api.tables import Account, Passkey

T = TypeVar("T")


class Used(NamedTuple):
    """What a passkey signed rightly, before it is noted."""

    passkey: Passkey
    challenge: str
    sign_count: int


def options_to_sign_in(now: datetime, config: Settings) -> PasskeyOptionsOut:
    """Return what a browser is asked with to sign anybody in; nothing is stored of it."""
    site = site_or_refuse(config)
    return to_use(site, issue_passkey_challenge("sign in", (), now, config.keys))


async def sign_in_by_passkey(
    said: AssertionIn,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    begin: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Return what `begin` makes of the account, which is locked, whose passkey signed.

    It is both factors: what she has, and the finger, face or code by which her device knows her.
    Whatever is wrong looks the same, and counts as a failure of the address.
    """
    key = failure_key(config.signing_key, "passkey", address)
    used = await _used_to_sign_in(said, sessions, now, config)
    if used is None:
        async with transaction(sessions, write=False) as session:
            raise await refuse(session, key, now, WrongPasskey())
    async with transaction(sessions) as session:
        whose = select(Account).where(
            Account.id == used.passkey.account_id, Account.deactivated_at.is_(None)
        )
        account = await session.scalar(whose.with_for_update(key_share=True))
        if account is None or not await _note_use(session, used, now):
            raise await refuse(session, key, now, WrongPasskey())
        return await begin(session, account)


async def is_proven(
    session: AsyncSession,
    account: Account,
    said: AssertionIn,
    sign_in_id: UUID,
    now: datetime,
    config: Settings,
) -> bool:
    """Tell whether a passkey of this account, which is locked, signed that it is her; note it."""
    mine = (Passkey.account_id == account.id) & (Passkey.credential_id == _id_in(said))
    passkey = await session.scalar(select(Passkey).where(mine))
    used = _verified(said, passkey, "prove", (account.id, sign_in_id), now, config)
    return used is not None and await _note_use(session, used, now)


async def _used_to_sign_in(
    said: AssertionIn, sessions: Sessions, now: datetime, config: Settings
) -> Used | None:
    async with transaction(sessions, write=False) as session:
        row = (await session.execute(_OWNED.where(Passkey.credential_id == _id_in(said)))).first()
    if row is None or said.user_handle is None:
        return None
    passkey, account = row
    # A passkey is found by its id, and its device says whose it is: that has to be the same.
    if said.user_handle.rstrip("=") != user_handle(account):
        return None
    return _verified(said, passkey, "sign in", (), now, config)


def _verified(
    said: AssertionIn,
    passkey: Passkey | None,
    purpose: Purpose,
    bound_to: tuple[UUID, ...],
    now: datetime,
    config: Settings,
) -> Used | None:
    challenge, site = challenge_in(said.client_data), site_of(config.public_url)
    if passkey is None or challenge is None or site is None:
        return None
    if not is_good(challenge, purpose, bound_to, now, config.keys):
        return None
    sign_count = verify_used(said, challenge, site, passkey)
    return None if sign_count is None else Used(passkey, challenge, sign_count)


async def _note_use(session: AsyncSession, used: Used, now: datetime) -> bool:
    """Note a use; False if it was noted before, or the passkey went or counted on meanwhile."""
    if not await spend(session, used.challenge, now):
        return False
    counts_on = Passkey.sign_count < used.sign_count
    if used.sign_count == 0:
        counts_on = Passkey.sign_count == 0
    noted = await session.execute(
        update(Passkey)
        .where(Passkey.id == used.passkey.id, counts_on)
        .values(sign_count=used.sign_count, last_used_at=now)
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    )
    return noted.one_or_none() is not None


def _id_in(said: AssertionIn) -> str:
    return said.credential_id.rstrip("=")


# Built once.
_OWNED = select(Passkey, Account).join(Account, Account.id == Passkey.account_id)
