"""Changing one's factors: whoever does shows her password, and once she has a factor that as well.

A code of the app, a recovery code or a passkey proves her. No transaction is open while a password
is hashed.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.asking import Asking
from api.accounts.challenges import has_second_factor
from api.accounts.failures import FailureKey, failure_key
from api.accounts.passkey_uses import is_proven
from api.accounts.right_passwords import lock_caller, require_right_password
from api.accounts.second_factor_shapes import ProvenIn
from api.accounts.second_steps import Tried, refusal_of, second_factor_key, try_code
from api.platform.db import transaction
from api.platform.http.errors import Invalid
from api.tables import Account

T = TypeVar("T")


async def change_factors(
    said: ProvenIn,
    asking: Asking,
    require: Callable[[AsyncSession, Account], Awaitable[None]],
    change: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Return what `change` makes of the account of who asks, which is locked.

    `require` refuses what cannot be done at all, before a code is used up for it.
    """
    key, known, wrong = await _right_password(said.current_password, asking)
    now = asking.now
    async with transaction(asking.sessions) as session:
        account = await lock_caller(session, asking.me, known, key, now, wrong)
        await require(session, account)
        tried = await _tried(session, account, said, asking)
        if tried.is_right:
            return await change(session, account)
    own = second_factor_key(asking.config, asking.address, account.id)
    raise await refusal_of(asking.sessions, tried, own, now, _wrong(said))


def wrong_code() -> Invalid:
    """Return how a code is refused that is wrong, or was used."""
    return Invalid("/code", "wrong_code")


async def _right_password(password: str, asking: Asking) -> tuple[FailureKey, Account, Invalid]:
    config, me = asking.config, asking.me
    key = failure_key(config.signing_key, "change-second-factor", asking.address, str(me.id))
    wrong = Invalid("/current_password", "wrong_password")
    whose = Account.id == me.id
    known = await require_right_password(asking.sessions, whose, password, key, asking.now, wrong)
    return key, known, wrong


async def _tried(session: AsyncSession, account: Account, said: ProvenIn, asking: Asking) -> Tried:
    """Try what proves her; whoever has no factor needs nothing, whatever she sent."""
    if not await has_second_factor(session, account.id):
        return Tried(is_right=True)
    if said.passkey is not None:
        of, config = asking.me.sign_in_id, asking.config
        return Tried(await is_proven(session, account, said.passkey, of, asking.now, config))
    if said.code is None:
        raise Invalid("/code", "required")
    return await try_code(session, account, said.code, asking.now, asking.config)


def _wrong(said: ProvenIn) -> Invalid:
    return wrong_code() if said.passkey is None else Invalid("/passkey", "wrong_passkey")
