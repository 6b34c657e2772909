"""/v1/auth: signing in and out, and keeping a sign-in alive."""

from fastapi import APIRouter, Request
from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import identify
from api.access.deps import Address, Config, Me, MeBefore, Now, Session, Sessions
from api.accounts.failures import failure_key
from api.accounts.lineage import renew
from api.accounts.passwords import hash_password, require_strong
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.accounts.sign_ins import (
    Tokens,
    end_other_sign_ins,
    end_sign_in,
    issue_tokens_anew,
    start_sign_in,
)
from api.accounts.signing_in import SignInIn, WrongCredentials, sign_in_with
from api.platform.db import transaction
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import (
    Invalid,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
    refusals,
)
from api.platform.http.fields import In, Out, Secret, Text, TokensOut
from api.tables import Account

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth", tags=["accounts"])


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

    async def begin(session: AsyncSession, account: Account) -> Tokens:
        return await start_sign_in(session, account, now, config, "sign in")

    return await sign_in_with(body, sessions, address, now, config, begin)


@router.post(
    "/refresh",
    operation_id="refresh_sign_in",
    response_model=TokensOut,
    responses=refusals(Unauthenticated),
)
async def refresh_sign_in(body: RefreshIn, session: Session, now: Now, config: Config) -> Tokens:
    """Exchange a refresh token for new tokens.

    The old one stays good until its successor is first used, and 60 s beyond, since an answer may
    be lost on the way. Of several successors the one that is used first goes on: the others are
    good for 60 s more. What is used later than that ends the whole sign-in.
    """
    return await renew(session, body.refresh_token, now, config)


@router.post("/sign-out", operation_id="sign_out", response_model=SignedOut)
async def sign_out(me: Me, session: Session, now: Now) -> SignedOut:
    """End this sign-in: its tokens die and its phone gets no more pushes."""
    await end_sign_in(session, me.sign_in_id, now)
    note_own(session, now, "end sign-in", me, {"sign_in_id": str(me.sign_in_id)})
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
        note_own(session, now, "change password", me, {"sign_in_id": str(me.sign_in_id)})
        return await issue_tokens_anew(session, account, me.sign_in_id, now, config)
