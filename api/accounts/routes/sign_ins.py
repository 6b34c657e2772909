"""/v1/auth: signing in and out, and keeping a sign-in alive."""

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.deps import Address, Config, Me, MeBefore, Now, Session, Sessions
from api.accounts.changing_passwords import ChangePasswordIn, change_password_with
from api.accounts.lineage import renew
from api.accounts.second_steps import SecondStepIn, WrongSecondFactor, take_second_step
from api.accounts.sign_ins import (
    Tokens,
    end_sign_in,
    issue_tokens_anew,
    start_sign_in,
)
from api.accounts.signing_in import SignInIn, WrongCredentials, sign_in_with
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import (
    Conflict,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
    refusals,
)
from api.platform.http.fields import In, Out, Secret, TokensOut
from api.tables import Account

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth", tags=["accounts"])


class RefreshIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"refresh_token": "k3VdT0rYqXvJm1nB8sWc5uZaHf7eLg2oPi6tRx9yNq4"}]
        }
    )

    refresh_token: Secret


class SignedOut(Out):
    signed_out: bool


@router.post(
    "/sign-in",
    operation_id="sign_in",
    response_model=TokensOut,
    responses=refusals(WrongCredentials, Conflict, TooManyAttempts, Unavailable),
)
async def sign_in(
    body: SignInIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Sign in with e-mail and password; 409 if this account is to be erased, until it is kept.

    For whoever has a second factor it is the first step: `second_factor_required` brings a
    `challenge` for the second one, which is good for 10 minutes.
    """

    async def begin(session: AsyncSession, account: Account) -> Tokens:
        return await start_sign_in(session, account, now, config, "sign in")

    return await sign_in_with(body, sessions, address, now, config, begin)


@router.post(
    "/second-factor",
    operation_id="sign_in_with_second_factor",
    response_model=TokensOut,
    responses=refusals(WrongSecondFactor, TooManyAttempts, Unavailable),
)
async def sign_in_with_second_factor(
    body: SecondStepIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Sign in with a challenge and a code of the second factor, or a recovery code.

    A code works once. After five wrong ones in a row those of the app are held back for a minute,
    then for longer each time; recovery codes never are.
    """

    async def begin(session: AsyncSession, account: Account) -> Tokens:
        return await start_sign_in(session, account, now, config, "sign in")

    return await take_second_step(body, sessions, address, now, config, begin)


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
    me: MeBefore,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
) -> Tokens:
    """Change my password; every other phone of mine is signed out."""

    async def go_on(session: AsyncSession, account: Account) -> Tokens:
        return await issue_tokens_anew(session, account, me.sign_in_id, now, config)

    return await change_password_with(body, me, sessions, address, now, config, go_on)
