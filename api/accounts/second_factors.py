"""A therapist's second factor: begun, confirmed by a code, and removed; its recovery codes.

Whoever changes it shows her password, and once it is confirmed a code as well. No transaction is
open while a password is hashed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from pyotp import TOTP
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import Own, note_own
from api.access.callers import Caller, identify_by
from api.accounts.challenges import has_second_factor
from api.accounts.failures import FailureKey, failure_key, refuse
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.accounts.second_factor_shapes import (
    BeginIn,
    BegunOut,
    ConfirmIn,
    NoSecondFactor,
    NotBegun,
    ProvenIn,
    RecoveryCodesOut,
    SecondFactorExists,
    SecondFactorOut,
)
from api.accounts.second_steps import (
    refusal_of,
    second_factor_key,
    try_code,
    use_step,
)
from api.accounts.sign_ins import end_other_sign_ins
from api.care.locks import lock_account
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Invalid
from api.platform.ids import digest, new_id, new_recovery_code, new_shared_secret, normal_code
from api.platform.sealing import opened_text, sealed_text
from api.platform.settings import Settings
from api.tables import Account, Practice, RecoveryCode, SecondFactor
from api.tables.second_factors import SEALED_FOR

T = TypeVar("T")
ISSUER = "Carryover"
RECOVERY_CODES = 10
# What was begun and not confirmed by then is begun anew.
CONFIRMED_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks to change her second factor, from where and when."""

    me: Caller
    sessions: Sessions
    address: str
    now: datetime
    config: Settings


async def read_second_factor(session: AsyncSession, me: Caller) -> SecondFactorOut:
    """Return whether a therapist has a second factor, and must have one."""
    confirmed_at = await session.scalar(
        select(SecondFactor.confirmed_at).where(SecondFactor.account_id == me.id)
    )
    left = await session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.account_id == me.id, RecoveryCode.used_at.is_(None)
        )
    )
    practice = await session.get_one(Practice, me.practice_id)
    return SecondFactorOut(
        confirmed_at=confirmed_at,
        recovery_codes_left=left or 0,
        required=me.admin and practice.admins_need_second_factor,
    )


async def begin_second_factor(said: BeginIn, asking: Asking) -> BegunOut:
    """Begin a second factor, which counts once a code confirms it; one begun before is void."""
    key, known, wrong = await _right_password(said.current_password, asking)
    now, config = asking.now, asking.config
    async with transaction(asking.sessions) as session:
        account = await _lock_caller(session, asking, known, key, wrong)
        if await has_second_factor(session, account.id):
            raise SecondFactorExists
        await _forget(session, account.id)
        secret = new_shared_secret()
        sealed = sealed_text(secret, account.id, config.keys, SEALED_FOR, now)
        session.add(SecondFactor(id=new_id(), created_at=now, account_id=account.id, sealed=sealed))
        return _shown(secret, account)


async def read_begun(
    session: AsyncSession, me: Caller, now: datetime, config: Settings
) -> BegunOut | None:
    """Return what was begun a short while ago and is not confirmed yet; None if nothing was."""
    begun = await _begun(session, me.id, now)
    if begun is None:
        return None
    secret = opened_text(begun.sealed, me.id, config.keys, SEALED_FOR)
    return _shown(secret, await session.get_one(Account, me.id)) if secret else None


async def confirm_second_factor(said: ConfirmIn, asking: Asking) -> RecoveryCodesOut:
    """Have the second factor count from now on, and end my other sign-ins, made without it."""
    me, now = asking.me, asking.now
    async with transaction(asking.sessions) as session:
        await identify_by(session, me.id, me.sign_in_id, now)
        account = await lock_account(session, me.id)
        factor = await _begun(session, me.id, now)
        if factor is None:
            raise SecondFactorExists if await has_second_factor(session, me.id) else NotBegun
        if not await use_step(session, factor, normal_code(said.code), now, asking.config):
            key = second_factor_key(asking.config, asking.address, me.id)
            raise await refuse(session, key, now, _wrong_code())
        factor.confirmed_at = now
        await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
        note_own(session, now, "add second factor", account, _by(me))
        return await _new_codes(session, me.id, now)


async def renew_recovery_codes(said: ProvenIn, asking: Asking) -> RecoveryCodesOut:
    """Return new recovery codes; the earlier ones work no more."""

    async def renew(session: AsyncSession) -> RecoveryCodesOut:
        return await _new_codes(session, asking.me.id, asking.now)

    return await _proven(said, asking, "renew recovery codes", renew)


async def remove_second_factor(said: ProvenIn, asking: Asking) -> None:
    """Have my password alone sign me in again."""

    async def remove(session: AsyncSession) -> None:
        await _forget(session, asking.me.id)

    await _proven(said, asking, "remove second factor", remove)


async def forget_second_factor(session: AsyncSession, account_id: UUID) -> bool:
    """Remove someone's second factor for the operator; False if there is none."""
    await lock_account(session, account_id)
    found = await has_second_factor(session, account_id)
    await _forget(session, account_id)
    return found


async def _proven(
    said: ProvenIn, asking: Asking, action: Own, change: Callable[[AsyncSession], Awaitable[T]]
) -> T:
    """Return what `change` makes of a second factor whose owner showed password and code."""
    key, known, wrong = await _right_password(said.current_password, asking)
    now = asking.now
    async with transaction(asking.sessions) as session:
        account = await _lock_caller(session, asking, known, key, wrong)
        if not await has_second_factor(session, account.id):
            raise NoSecondFactor
        tried = await try_code(session, account, said.code, now, asking.config)
        if tried.is_right:
            note_own(session, now, action, account, _by(asking.me))
            return await change(session)
    own = second_factor_key(asking.config, asking.address, account.id)
    raise await refusal_of(asking.sessions, tried, own, now, _wrong_code())


async def _right_password(password: str, asking: Asking) -> tuple[FailureKey, Account, Invalid]:
    config, me = asking.config, asking.me
    key = failure_key(config.signing_key, "change-second-factor", asking.address, str(me.id))
    wrong = Invalid("/current_password", "wrong_password")
    whose = Account.id == me.id
    known = await require_right_password(asking.sessions, whose, password, key, asking.now, wrong)
    return key, known, wrong


async def _lock_caller(
    session: AsyncSession, asking: Asking, known: Account, key: FailureKey, wrong: Invalid
) -> Account:
    """Lock the caller's account, once more if her sign-in and her password are still good."""
    await identify_by(session, asking.me.id, asking.me.sign_in_id, asking.now)
    return await lock_if_unchanged(session, known, key, asking.now, wrong)


async def _begun(session: AsyncSession, account_id: UUID, now: datetime) -> SecondFactor | None:
    return await session.scalar(
        select(SecondFactor).where(
            SecondFactor.account_id == account_id,
            SecondFactor.confirmed_at.is_(None),
            SecondFactor.created_at > now - CONFIRMED_WITHIN,
        )
    )


async def _new_codes(session: AsyncSession, account_id: UUID, now: datetime) -> RecoveryCodesOut:
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=new_id(), created_at=now, account_id=account_id, code_hash=digest(each))
        for each in codes
    )
    return RecoveryCodesOut(recovery_codes=[_grouped(each) for each in codes])


async def _forget(session: AsyncSession, account_id: UUID) -> None:
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    await session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _shown(secret: str, account: Account) -> BegunOut:
    name = account.email or account.name
    return BegunOut(secret=secret, uri=TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def _grouped(code: str) -> str:
    """Return a code in groups of four, as it is read and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _wrong_code() -> Invalid:
    return Invalid("/code", "wrong_code")


def _by(me: Caller) -> dict[str, str | None]:
    return {"sign_in_id": str(me.sign_in_id)}
