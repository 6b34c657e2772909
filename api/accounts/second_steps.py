"""Trying a code of a second factor: right, used already, wrong, or held back.

A try is counted in the transaction that tries it, with the factor's row locked, and is committed
whether it was right or not: of many at once none is tried beyond the last free one.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import ConfigDict, StringConstraints
from pyotp import TOTP
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.accounts.challenges import challenged, has_passkey, lock_challenged
from api.accounts.failures import FailureKey, failure_key, refuse
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Problem, TooManyAttempts, Unauthenticated
from api.platform.http.fields import In, Secret, Text
from api.platform.ids import digest, normal_code
from api.platform.sealing import opened_text
from api.platform.settings import Settings
from api.rules.second_factors import held_for, steps_around
from api.tables import Account, RecoveryCode, SecondFactor
from api.tables.second_factors import SEALED_FOR

T = TypeVar("T")
DIGITS = 6


class SecondStepIn(In):
    """`challenge` is from the refusal `second_factor_required`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"challenge": "eyJhbGciOiJIUzI1NiIs...", "code": "492039"},
                {"challenge": "eyJhbGciOiJIUzI1NiIs...", "code": "7KQ4-M2XW-9D3H-T6PB"},
            ]
        }
    )

    challenge: Annotated[Text, StringConstraints(max_length=1000)]
    code: Secret


class WrongSecondFactor(Unauthenticated):
    code, title = "wrong_second_factor", "This code is wrong, or was used already."


class CodesHeldBack(TooManyAttempts):
    code = "second_factor_held"
    title = "Too many codes were wrong. Wait, or use a recovery code."


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a code; until `held_until` none is compared, and this one was not."""

    is_right: bool
    held_until: datetime | None = None


async def take_second_step(
    said: SecondStepIn,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    begin: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Return what `begin` makes of the account, which is locked, whose challenge and code came."""
    whose = challenged(said.challenge, now, config)
    key = second_factor_key(config, address, whose)
    async with transaction(sessions) as session:
        account = await lock_challenged(session, said.challenge, now, config)
        tried = await try_code(session, account, said.code, now, config)
        if tried.is_right:
            return await begin(session, account)
    raise await refusal_of(sessions, tried, key, now, WrongSecondFactor())


def second_factor_key(config: Settings, address: str, whose: UUID) -> FailureKey:
    """Return under what wrong codes of an account from an address are counted."""
    return failure_key(config.signing_key, "second-factor", address, str(whose))


async def refusal_of(
    sessions: Sessions, tried: Tried, key: FailureKey, now: datetime, wrong: Problem
) -> Problem:
    """Return what to answer to a code that was not right, once its try is committed.

    One that was wrong is a failure of its address, too; one that was held back was not compared.
    """
    if tried.held_until is not None:
        return CodesHeldBack(retry_after_s=ceil((tried.held_until - now).total_seconds()))
    async with transaction(sessions, write=False) as session:
        return await refuse(session, key, now, wrong)


async def try_code(
    session: AsyncSession, account: Account, code: str, now: datetime, config: Settings
) -> Tried:
    """Try a code of an account, which is locked; without a second factor none is asked for.

    A recovery code is never held back: there are too many of them to guess one. Who has passkeys
    and no app has no other codes.
    """
    factor = await session.scalar(
        select(SecondFactor)
        .where(SecondFactor.account_id == account.id, SecondFactor.confirmed_at.is_not(None))
        .with_for_update()
    )
    if factor is None and not await has_passkey(session, account.id):
        return Tried(is_right=True)
    typed = normal_code(code)
    if not is_of_an_app(typed):
        return Tried(await _use_recovery_code(session, account, factor, typed, now))
    if factor is None:
        return Tried(is_right=False)
    if factor.held_until is not None and factor.held_until > now:
        return Tried(is_right=False, held_until=factor.held_until)
    is_right = await use_step(session, factor, typed, now, config)
    _count(session, account, factor, now, is_right=is_right)
    return Tried(is_right)


async def release_codes(session: AsyncSession, account_id: UUID) -> None:
    """Hold an account's codes back no more: whoever tried them has its password no longer."""
    await session.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id)
        .values(wrong_in_a_row=0, held_until=None)
        .execution_options(synchronize_session=False)
    )


def is_of_an_app(code: str) -> bool:
    """Tell whether a code looks like one that an app makes."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


async def use_step(
    session: AsyncSession, factor: SecondFactor, code: str, now: datetime, config: Settings
) -> bool:
    """Use up the step that a code is of, and tell whether it was good: once, and none before it."""
    secret = opened_text(factor.sealed, factor.account_id, config.keys, SEALED_FOR)
    if secret is None:
        return False
    of_steps = TOTP(secret)
    # Each is compared, whichever it is.
    found = [
        step for step in steps_around(now) if hmac.compare_digest(of_steps.generate_otp(step), code)
    ]
    if not found:
        return False
    used = await session.execute(
        update(SecondFactor)
        .where(
            SecondFactor.id == factor.id,
            or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < found[-1]),
        )
        .values(last_step=found[-1])
        .returning(SecondFactor.id)
        .execution_options(synchronize_session=False)
    )
    return used.one_or_none() is not None


def _count(
    session: AsyncSession, account: Account, factor: SecondFactor, now: datetime, *, is_right: bool
) -> None:
    """Count wrong codes in a row, and hold the next ones back after too many."""
    if is_right:
        factor.wrong_in_a_row, factor.held_until = 0, None
        return
    factor.wrong_in_a_row += 1
    held = held_for(factor.wrong_in_a_row)
    if held is not None:
        factor.held_until = now + held
        note_own(session, now, "hold back codes", account, {})


async def _use_recovery_code(
    session: AsyncSession, account: Account, factor: SecondFactor | None, code: str, now: datetime
) -> bool:
    used = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    if used.one_or_none() is None:
        return False
    if factor is not None:
        factor.wrong_in_a_row, factor.held_until = 0, None
    note_own(session, now, "use recovery code", account, {})
    return True
