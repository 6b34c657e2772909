"""/v1/auth: what a one-time code opens: a phone by an invite, a new password by either kind."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.deps import Address, Config, Now, Sessions
from api.accounts.failures import failure_key, hold_back, refuse
from api.accounts.passwords import hash_password, require_strong
from api.accounts.sign_ins import Tokens, end_other_sign_ins, start_sign_in
from api.care.locks import lock_account, lock_client
from api.platform.db import transaction
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, NotFound, TooManyAttempts, refusals
from api.platform.http.fields import Email, In, Locale, Secret, Text, TokensOut, Zone
from api.platform.ids import digest, normal_code
from api.reminders.planning import plan_ahead
from api.reminders.travel import change_timezone
from api.tables import Account, Client, OneTimeCode

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth", tags=["accounts"])


class RedeemInviteIn(In):
    """E-mail and password come together, or not at all: a client's phone works without them.

    A therapist without them yet has to send them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "7KQ4M-2XW9D",
                    "timezone": "Europe/Berlin",
                    "locale": "de",
                    "email": "ana@mail.example",
                    "password": "my grandmother's blue kite",
                },
                {"code": "7kq4m2xw9d", "timezone": "America/Mexico_City"},
            ]
        }
    )

    code: Secret
    timezone: Zone
    locale: Locale | None = None
    email: Email | None = None
    password: Text | None = None


class ResetPasswordIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "7KQ4M-2XW9D", "password": "eleven herons at low tide"}]
        }
    )

    code: Secret
    password: Text


class WrongCode(NotFound):
    code, title = "wrong_code", "This code does not work. Ask for a new one."


REFUSALS = refusals(WrongCode, Conflict, TooManyAttempts)


@router.post(
    "/redeem-invite", operation_id="redeem_invite", response_model=TokensOut, responses=REFUSALS
)
async def redeem_invite(
    body: RedeemInviteIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Turn an invite into a signed-in phone: its owner's first, or a new one."""
    key = failure_key(config.signing_key, "code", address)
    account = await _find(sessions, body.code, ("invite",), key, now)
    password_hash = await _new_password(body, account)
    async with transaction(sessions) as session:
        account = await _lock(session, account.id)
        if not await _consume(session, body.code, now):
            raise await refuse(session, key, now, WrongCode())
        if body.email and password_hash:
            await _set_credentials(session, account, body.email, password_hash)
        account.locale = body.locale or account.locale
        if account.role == "client":
            await change_timezone(session, account, body.timezone, now, config.reminder_spread_s)
            # From now on there is a phone that can ask her to check in, today already.
            await plan_ahead(session, account.id, now, config.reminder_spread_s)
        else:
            account.timezone = body.timezone
        return await start_sign_in(session, account, now, config.signing_key)


@router.post(
    "/reset-password", operation_id="reset_password", response_model=TokensOut, responses=REFUSALS
)
async def reset_password(
    body: ResetPasswordIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Set a new password with a code from the therapist or operator; all phones are signed out."""
    key = failure_key(config.signing_key, "code", address)
    account = await _find(sessions, body.code, ("invite", "password_reset"), key, now)
    if account.email is None:
        raise Conflict(code="no_email", title="This account has no e-mail to sign in with yet.")
    require_strong(body.password, account.email, "/password")
    password_hash = await hash_password(body.password)
    async with transaction(sessions) as session:
        # Before the code, as by whoever redeems or revokes it: two orders are a deadlock.
        account = await lock_account(session, account.id)
        if not await _consume(session, body.code, now):
            raise await refuse(session, key, now, WrongCode())
        account.password_hash = password_hash
        await end_other_sign_ins(session, account.id, now)
        return await start_sign_in(session, account, now, config.signing_key)


async def _find(
    sessions: Sessions, code: str, purposes: tuple[str, ...], key: str, now: datetime
) -> Account:
    """Return whose code this is; used, expired, revoked and wrong ones look the same."""
    async with transaction(sessions, write=False) as session:
        await hold_back(session, key, now)
        account = await session.scalar(
            select(Account)
            .join(OneTimeCode, OneTimeCode.account_id == Account.id)
            .outerjoin(Client, Client.id == Account.id)
            .where(
                OneTimeCode.code_hash == digest(normal_code(code)),
                OneTimeCode.purpose.in_(purposes),
                OneTimeCode.used_at.is_(None),
                OneTimeCode.revoked_at.is_(None),
                OneTimeCode.expires_at > now,
                Account.deactivated_at.is_(None),
                Client.discharged_at.is_(None),
            )
        )
        if account is None:
            raise await refuse(session, key, now, WrongCode())
        return account


async def _lock(session: AsyncSession, account_id: UUID) -> Account:
    """Lock whose code it is before the code, as a discharge does: two orders are a deadlock."""
    account = await lock_account(session, account_id)
    if account.role == "client":
        await lock_client(session, account_id)
    return account


async def _consume(session: AsyncSession, code: str, now: datetime) -> bool:
    """Use the code up; of two who redeem it at once only one gets True."""
    used = await session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.code_hash == digest(normal_code(code)),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.revoked_at.is_(None),
        )
        .values(used_at=now)
        .returning(OneTimeCode.id)
    )
    return used.one_or_none() is not None


async def _new_password(body: RedeemInviteIn, account: Account) -> str | None:
    """Return the hash of the password to set, if one was sent and may be."""
    needs_them = account.role == "therapist" and account.email is None
    if body.email is None and body.password is None and not needs_them:
        return None
    if body.email is None or body.password is None:
        missing = "/email" if body.email is None else "/password"
        raise Invalid(missing, "required", "E-mail and password come together.")
    if account.email is not None and account.email != body.email:
        raise Conflict(code="email_already_set", title="This account has another e-mail already.")
    if "@" not in body.email[1:-1]:
        raise Invalid("/email", "not_an_email")
    require_strong(body.password, body.email, "/password")
    return await hash_password(body.password)


async def _set_credentials(
    session: AsyncSession, account: Account, email: str, password_hash: str
) -> None:
    account.email, account.password_hash = email, password_hash
    try:
        await session.flush()
    except IntegrityError:
        taken = "This e-mail belongs to another account."
        raise Conflict(code="email_taken", title=taken) from None
