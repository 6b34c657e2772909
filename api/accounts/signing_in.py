"""Signing in with e-mail and password, whoever keeps the sign-in: a phone or the pages."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.challenges import require_no_second_step
from api.accounts.failures import failure_key
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Unauthenticated
from api.platform.http.fields import Email, In, Secret
from api.platform.settings import Settings
from api.tables import Account

T = TypeVar("T")


class SignInIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ben@practice.example", "password": "four seas, one quiet boat"}]
        }
    )

    email: Email
    password: Secret


class WrongCredentials(Unauthenticated):
    code, title = "wrong_credentials", "The e-mail or the password is wrong."


async def sign_in_with(
    said: SignInIn,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    begin: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Return what `begin` makes of the account, which is locked, whose e-mail and password it is.

    Failures alone are limited, by address and account. Who has a second factor gets a challenge,
    by SecondFactorRequired.
    """
    key = failure_key(config.signing_key, "sign-in", address, said.email)
    whose, wrong = Account.email == said.email, WrongCredentials()
    known = await require_right_password(sessions, whose, said.password, key, now, wrong)
    async with transaction(sessions) as session:
        account = await lock_if_unchanged(session, known, key, now, wrong)
        await require_no_second_step(session, account, now, config)
        return await begin(session, account)
