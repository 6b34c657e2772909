"""A therapist's passkeys: listed, added and removed.

With a passkey she signs in without her password, and without a passkey her password alone does not
do any more: it is a second factor. Adding one ends her other sign-ins; the first factor she has
comes with recovery codes, which go with the last.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller, identify_by
from api.accounts.asking import Asking
from api.accounts.challenges import has_second_factor, password_id
from api.accounts.factor_changes import change_factors
from api.accounts.forgetting_factors import forget_app
from api.accounts.passkey_answers import Made, challenge_in, verify_made
from api.accounts.passkey_challenges import Purpose, is_good, issue_passkey_challenge, spend
from api.accounts.passkey_options import site_or_refuse, to_make, to_use
from api.accounts.passkey_shapes import (
    AddedPasskeyOut,
    PasskeyIn,
    PasskeyNotAdded,
    PasskeyOptionsOut,
    PasskeyOut,
    TooManyPasskeys,
)
from api.accounts.recovery_codes import forget_codes_without_factor, new_codes
from api.accounts.second_factor_shapes import ProvenIn
from api.accounts.sign_ins import end_other_sign_ins
from api.care.locks import lock_account
from api.platform.db import insert_into, transaction
from api.platform.http.errors import NotFound
from api.platform.ids import new_id
from api.platform.settings import Settings
from api.rules.passkeys import MOST_PASSKEYS
from api.rules.user_agents import browser_of
from api.tables import Account, Passkey


async def passkeys_of(session: AsyncSession, account_id: UUID) -> list[PasskeyOut]:
    """Return the passkeys of an account, the oldest first."""
    mine = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return [_shown(each) for each in await session.scalars(mine)]


async def options_to_prove(
    session: AsyncSession, me: Caller, now: datetime, config: Settings
) -> PasskeyOptionsOut:
    """Return what a browser is asked with to prove that it is me, who change my factors."""
    site, bound_to = site_or_refuse(config), (me.id, me.sign_in_id)
    challenge = issue_passkey_challenge("prove", bound_to, now, config.keys)
    return to_use(site, challenge, await _credentials(session, me.id))


async def begin_passkey(said: ProvenIn, asking: Asking) -> PasskeyOptionsOut:
    """Return what a browser is asked with to make a passkey of mine."""
    site = site_or_refuse(asking.config)

    async def begin(session: AsyncSession, account: Account) -> PasskeyOptionsOut:
        bound_to, keys = _bound_to(account, asking.me), asking.config.keys
        purpose = _purpose(is_first=not await has_second_factor(session, account.id))
        challenge = issue_passkey_challenge(purpose, bound_to, asking.now, keys)
        return to_make(site, challenge, account, await _credentials(session, account.id))

    return await change_factors(said, asking, _require_room, begin)


async def add_passkey(
    session: AsyncSession,
    said: PasskeyIn,
    me: Caller,
    now: datetime,
    config: Settings,
    user_agent: str | None,
) -> AddedPasskeyOut:
    """Have a passkey that was made sign me in, and end my other sign-ins.

    Where it is my first factor it comes with recovery codes, and an app that was begun without one
    is void. Its challenge says that I have shown what `begin_passkey` asks for.
    """
    account = await lock_account(session, me.id)
    # Under the lock: whoever had it may have ended this sign-in.
    await identify_by(session, me.id, me.sign_in_id, now)
    await _require_room(session, account)
    is_first = not await has_second_factor(session, me.id)
    purpose, bound_to = _purpose(is_first=is_first), _bound_to(account, me)
    made = await _made(session, said, purpose, bound_to, now, config)
    passkey = await _stored(session, made, account, now, user_agent)
    if is_first:
        await forget_app(session, me.id)
    await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
    note_own(session, now, "add passkey", account, _noted(me, passkey.id))
    codes = await new_codes(session, me.id, now) if is_first else []
    return AddedPasskeyOut(passkey=_shown(passkey), recovery_codes=codes)


async def remove_passkey(passkey_id: UUID, said: ProvenIn, asking: Asking) -> None:
    """Have a passkey of mine sign nobody in any more."""
    async with transaction(asking.sessions, write=False) as session:
        await require_passkey(session, asking.me, passkey_id)

    async def require(session: AsyncSession, _: Account) -> None:
        await require_passkey(session, asking.me, passkey_id)

    async def remove(session: AsyncSession, account: Account) -> None:
        await session.execute(delete(Passkey).where(Passkey.id == passkey_id))
        await forget_codes_without_factor(session, account.id)
        noted = _noted(asking.me, passkey_id)
        note_own(session, asking.now, "remove passkey", account, noted)

    await change_factors(said, asking, require, remove)


async def require_passkey(session: AsyncSession, me: Caller, passkey_id: UUID) -> PasskeyOut:
    """Return a passkey of mine; anybody else's is as one that is absent."""
    mine = select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == me.id)
    passkey = await session.scalar(mine)
    if passkey is None:
        raise NotFound
    return _shown(passkey)


async def _made(
    session: AsyncSession,
    said: PasskeyIn,
    purpose: Purpose,
    bound_to: tuple[UUID, ...],
    now: datetime,
    config: Settings,
) -> Made:
    """Return what was made for a challenge of ours, which is spent. Raises PasskeyNotAdded."""
    challenge, site = challenge_in(said.client_data), site_or_refuse(config)
    if challenge is None or not is_good(challenge, purpose, bound_to, now, config.keys):
        raise PasskeyNotAdded
    made = verify_made(said, challenge, site)
    if made is None or not await spend(session, challenge, now):
        raise PasskeyNotAdded
    return made


async def _stored(
    session: AsyncSession, made: Made, account: Account, now: datetime, user_agent: str | None
) -> Passkey:
    """Store a passkey, whose id nobody may have yet. Raises PasskeyNotAdded."""
    family, system = browser_of(user_agent)
    row = made._asdict() | {"family": family, "system": system, "account_id": account.id}
    insert = insert_into(session, Passkey).values(row | {"id": new_id(), "created_at": now})
    fresh = insert.on_conflict_do_nothing(index_elements=["credential_id"]).returning(Passkey)
    passkey = (await session.scalars(fresh)).one_or_none()
    if passkey is None:
        raise PasskeyNotAdded
    return passkey


async def _require_room(session: AsyncSession, account: Account) -> None:
    if len(await _credentials(session, account.id)) >= MOST_PASSKEYS:
        raise TooManyPasskeys


async def _credentials(session: AsyncSession, account_id: UUID) -> list[str]:
    mine = select(Passkey.credential_id).where(Passkey.account_id == account_id)
    return list(await session.scalars(mine.order_by(Passkey.id)))


def _purpose(*, is_first: bool) -> Purpose:
    """Return for what a passkey is made: what was begun without a factor is void once there is one.

    Else whoever has an open browser, and the password, would begin before her factor and go on
    after it, without ever showing it.
    """
    return "add first" if is_first else "add"


def _bound_to(account: Account, me: Caller) -> tuple[UUID, ...]:
    """Return what a challenge to add is bound to: a new password ends it, too."""
    return account.id, me.sign_in_id, password_id(account)


def _noted(me: Caller, passkey_id: UUID) -> dict[str, str | None]:
    return {"sign_in_id": str(me.sign_in_id), "passkey_id": str(passkey_id)}


def _shown(passkey: Passkey) -> PasskeyOut:
    return PasskeyOut(
        id=passkey.id,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        browser=passkey.family,
        system=passkey.system,
    )
