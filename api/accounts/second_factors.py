"""A therapist's app that makes codes: begun, confirmed by a code, and removed; her recovery codes.

Beside it or in its place she may have passkeys (`passkeys.py`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from pyotp import TOTP
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller, identify_by
from api.accounts.asking import Asking
from api.accounts.challenges import has_app, has_second_factor
from api.accounts.factor_changes import change_factors, wrong_code
from api.accounts.failures import refuse
from api.accounts.forgetting_factors import forget_app, forget_passkeys
from api.accounts.recovery_codes import forget_codes, forget_codes_without_factor, new_codes
from api.accounts.second_factor_shapes import (
    BegunOut,
    ConfirmIn,
    NoSecondFactor,
    NotBegun,
    ProvenIn,
    RecoveryCodesOut,
    SecondFactorExists,
    SecondFactorOut,
)
from api.accounts.second_steps import second_factor_key, use_step
from api.accounts.sign_ins import end_other_sign_ins
from api.care.locks import lock_account
from api.platform.db import transaction
from api.platform.ids import new_id, new_shared_secret, normal_code
from api.platform.sealing import opened_text, sealed_text
from api.platform.settings import Settings
from api.tables import Account, Passkey, Practice, RecoveryCode, SecondFactor
from api.tables.second_factors import SEALED_FOR

ISSUER = "Carryover"
# What was begun and not confirmed by then is begun anew.
CONFIRMED_WITHIN = timedelta(minutes=30)


async def read_second_factor(session: AsyncSession, me: Caller) -> SecondFactorOut:
    """Return which second factors a therapist has, and whether she must have one."""
    confirmed_at = await session.scalar(
        select(SecondFactor.confirmed_at).where(SecondFactor.account_id == me.id)
    )
    passkeys = await session.scalar(
        select(func.count(Passkey.id)).where(Passkey.account_id == me.id)
    )
    left = await session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.account_id == me.id, RecoveryCode.used_at.is_(None)
        )
    )
    practice = await session.get_one(Practice, me.practice_id)
    return SecondFactorOut(
        confirmed_at=confirmed_at,
        passkeys=passkeys or 0,
        recovery_codes_left=left or 0,
        required=me.admin and practice.admins_need_second_factor,
    )


async def begin_second_factor(said: ProvenIn, asking: Asking) -> BegunOut:
    """Begin an app, which counts once a code confirms it; one begun before is void."""
    now, config = asking.now, asking.config

    async def begin(session: AsyncSession, account: Account) -> BegunOut:
        await forget_app(session, account.id)
        secret = new_shared_secret()
        sealed = sealed_text(secret, account.id, config.keys, SEALED_FOR, now)
        session.add(SecondFactor(id=new_id(), created_at=now, account_id=account.id, sealed=sealed))
        return _shown(secret, account)

    return await change_factors(said, asking, _require_no_app, begin)


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
    """Have the app count from now on, and end my other sign-ins, made without it."""
    me, now = asking.me, asking.now
    async with transaction(asking.sessions) as session:
        account = await lock_account(session, me.id)
        # Under the lock: whoever had it may have ended this sign-in.
        await identify_by(session, me.id, me.sign_in_id, now)
        factor = await _begun(session, me.id, now)
        if factor is None:
            raise SecondFactorExists if await has_app(session, me.id) else NotBegun
        if not await use_step(session, factor, normal_code(said.code), now, asking.config):
            key = second_factor_key(asking.config, asking.address, me.id)
            raise await refuse(session, key, now, wrong_code())
        factor.confirmed_at = now
        await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
        note_own(session, now, "add second factor", account, asking.noted)
        return RecoveryCodesOut(recovery_codes=await new_codes(session, me.id, now))


async def renew_recovery_codes(said: ProvenIn, asking: Asking) -> RecoveryCodesOut:
    """Return new recovery codes; the earlier ones work no more."""

    async def renew(session: AsyncSession, account: Account) -> RecoveryCodesOut:
        note_own(session, asking.now, "renew recovery codes", account, asking.noted)
        return RecoveryCodesOut(recovery_codes=await new_codes(session, account.id, asking.now))

    return await change_factors(said, asking, _require_some_factor, renew)


async def remove_second_factor(said: ProvenIn, asking: Asking) -> None:
    """Have no app asked for any more: without passkeys my password alone signs me in again."""

    async def remove(session: AsyncSession, account: Account) -> None:
        await forget_app(session, account.id)
        await forget_codes_without_factor(session, account.id)
        note_own(session, asking.now, "remove second factor", account, asking.noted)

    await change_factors(said, asking, _require_app, remove)


async def forget_second_factor(session: AsyncSession, account_id: UUID) -> bool:
    """Remove someone's factors for the operator, passkeys as well; False if there is none."""
    await lock_account(session, account_id)
    found = await has_second_factor(session, account_id)
    await forget_app(session, account_id)
    await forget_passkeys(session, account_id)
    await forget_codes(session, account_id)
    return found


async def _require_no_app(session: AsyncSession, account: Account) -> None:
    if await has_app(session, account.id):
        raise SecondFactorExists


async def _require_app(session: AsyncSession, account: Account) -> None:
    if not await has_app(session, account.id):
        raise NoSecondFactor


async def _require_some_factor(session: AsyncSession, account: Account) -> None:
    if not await has_second_factor(session, account.id):
        raise NoSecondFactor


async def _begun(session: AsyncSession, account_id: UUID, now: datetime) -> SecondFactor | None:
    return await session.scalar(
        select(SecondFactor).where(
            SecondFactor.account_id == account_id,
            SecondFactor.confirmed_at.is_(None),
            SecondFactor.created_at > now - CONFIRMED_WITHIN,
        )
    )


def _shown(secret: str, account: Account) -> BegunOut:
    name = account.email or account.name
    return BegunOut(secret=secret, uri=TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))
