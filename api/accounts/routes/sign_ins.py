"""/v1/auth: signing in and out, and keeping a sign-in alive."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import identify
from api.access.deps import Address, Config, Me, MeBefore, Now, Session, Sessions
from api.accounts.failures import failure_key
from api.accounts.passwords import hash_password, require_strong
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.accounts.sign_ins import (
    Tokens,
    end_other_sign_ins,
    end_sign_in,
    issue_tokens,
    start_sign_in,
)
from api.platform.db import apart, transaction
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import (
    Invalid,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
    refusals,
)
from api.platform.http.fields import Email, In, Out, Secret, Text, TokensOut
from api.platform.ids import digest
from api.tables import Account, RefreshToken, SignIn

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth", tags=["accounts"])
REUSE_GRACE = timedelta(seconds=60)


class SignInIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ben@practice.example", "password": "four seas, one quiet boat"}]
        }
    )

    email: Email
    password: Secret


class RefreshIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"refresh_token": "k3VdT0rYqXvJm1nB8sWc5uZaHf7eLg2oPi6tRx9yNq4"}]
        }
    )

    refresh_token: Secret


class ChangePasswordIn(In):
    current_password: Secret
    new_password: Text


class SignedOut(Out):
    signed_out: bool


class WrongCredentials(Unauthenticated):
    code, title = "wrong_credentials", "The e-mail or the password is wrong."


@router.post(
    "/sign-in",
    operation_id="sign_in",
    response_model=TokensOut,
    responses=refusals(WrongCredentials, TooManyAttempts, Unavailable),
)
async def sign_in(
    body: SignInIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Sign in with e-mail and password."""
    key = failure_key(config.signing_key, "sign-in", address, body.email)
    whose, wrong = Account.email == body.email, WrongCredentials()
    known = await require_right_password(sessions, whose, body.password, key, now, wrong)
    async with transaction(sessions) as session:
        account = await lock_if_unchanged(session, known, key, now, wrong)
        return await start_sign_in(session, account, now, config.signing_key)


@router.post(
    "/refresh",
    operation_id="refresh_sign_in",
    response_model=TokensOut,
    responses=refusals(Unauthenticated),
)
async def refresh_sign_in(body: RefreshIn, session: Session, now: Now, config: Config) -> Tokens:
    """Exchange a refresh token for new tokens.

    The old one stays good until its successor is first used, and 60 s beyond, since an answer
    may be lost on the way; used later than that it ends the whole sign-in.
    """
    token, account = await _find_refresh_token(session, body.refresh_token, now)
    succeeded_at = await session.scalar(
        select(func.min(RefreshToken.first_used_at)).where(RefreshToken.parent_id == token.id)
    )
    if succeeded_at is not None and now > succeeded_at + REUSE_GRACE:
        # Read now: the rollback empties the row.
        family = token.sign_in_id
        apart(session, lambda own: end_sign_in(own, family, now))
        raise Unauthenticated(code="refresh_token_reused")
    token.first_used_at = token.first_used_at or now
    return await issue_tokens(session, account, token.sign_in_id, token.id, now, config.signing_key)


@router.post("/sign-out", operation_id="sign_out", response_model=SignedOut)
async def sign_out(me: Me, session: Session, now: Now) -> SignedOut:
    """End this sign-in: its tokens die and its phone gets no more pushes."""
    await end_sign_in(session, me.sign_in_id, now)
    return SignedOut(signed_out=True)


@router.post(
    "/change-password",
    operation_id="change_password",
    response_model=TokensOut,
    responses=refusals(TooManyAttempts, Unavailable),
)
async def change_password(
    body: ChangePasswordIn,
    request: Request,
    me: MeBefore,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
) -> Tokens:
    """Change my password; every other phone of mine is signed out."""
    key = failure_key(config.signing_key, "change-password", address, str(me.id))
    whose, wrong = Account.id == me.id, Invalid("/current_password", "wrong_password")
    known = await require_right_password(sessions, whose, body.current_password, key, now, wrong)
    require_strong(body.new_password, known.email, "/new_password")
    password_hash = await hash_password(body.new_password, key)
    async with transaction(sessions) as session:
        # Once more: her sign-in may have ended while the passwords were hashed.
        await identify(session, request.headers.get("authorization"), now, config.signing_key)
        account = await lock_if_unchanged(session, known, key, now, wrong)
        account.password_hash = password_hash
        await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
        return await issue_tokens(session, account, me.sign_in_id, None, now, config.signing_key)


async def _find_refresh_token(
    session: AsyncSession, token: str, now: datetime
) -> tuple[RefreshToken, Account]:
    found = await session.execute(
        select(RefreshToken, Account)
        .join(SignIn, SignIn.id == RefreshToken.sign_in_id)
        .join(Account, Account.id == SignIn.account_id)
        .where(
            RefreshToken.token_hash == digest(token),
            RefreshToken.expires_at > now,
            SignIn.revoked_at.is_(None),
            Account.deactivated_at.is_(None),
        )
        .with_for_update(of=RefreshToken)
    )
    row = found.one_or_none()
    if row is None:
        raise Unauthenticated(code="refresh_token_invalid")
    return row[0], row[1]
