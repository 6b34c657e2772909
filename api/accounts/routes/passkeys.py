"""/v1/me/passkeys and /v1/auth/passkey: a therapist's passkeys, and signing in with one."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.deps import Address, Config, Now, Session, Sessions, Therapist
from api.access.repeatable import RepeatableRoute
from api.accounts.asking import Asks
from api.accounts.passkey_shapes import (
    AddedPasskeyOut,
    AssertionIn,
    PasskeyIn,
    PasskeyOptionsOut,
    PasskeysOff,
    PasskeysOut,
    WrongPasskey,
)
from api.accounts.passkey_uses import options_to_sign_in, sign_in_by_passkey
from api.accounts.passkeys import (
    add_passkey,
    begin_passkey,
    options_to_prove,
    passkeys_of,
    remove_passkey,
)
from api.accounts.second_factor_shapes import ProvenIn
from api.accounts.sign_ins import Tokens, start_sign_in
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, NotFound, TooManyAttempts, Unavailable, refusals
from api.platform.http.fields import TokensOut
from api.tables import Account

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me/passkeys", tags=["me"])
sign_in_router = APIRouter(route_class=JsonRoute, prefix="/v1/auth/passkey", tags=["accounts"])
REFUSALS = refusals(PasskeysOff, Conflict, TooManyAttempts, Unavailable)


@router.get("", operation_id="list_my_passkeys", response_model=PasskeysOut)
async def list_my_passkeys(me: Therapist, session: Session) -> PasskeysOut:
    """List my passkeys, the oldest first: ten at most."""
    return PasskeysOut(items=await passkeys_of(session, me.id))


@router.post(
    "/options", operation_id="begin_passkey", response_model=PasskeyOptionsOut, responses=REFUSALS
)
async def begin(body: ProvenIn, asking: Asks) -> PasskeyOptionsOut:
    """Begin a passkey: what `navigator.credentials.create` takes. It is added within 5 minutes."""
    return await begin_passkey(body, asking)


@router.post(
    "",
    operation_id="add_passkey",
    status_code=201,
    response_model=AddedPasskeyOut,
    responses=refusals(PasskeysOff, Conflict),
)
async def add(
    body: PasskeyIn, request: Request, me: Therapist, session: Session, now: Now, config: Config
) -> AddedPasskeyOut:
    """Add a passkey that a browser made; every other phone and browser of mine is signed out.

    From then on my password alone signs me in no longer. The first factor brings recovery codes.
    """
    return await add_passkey(session, body, me, now, config, request.headers.get("user-agent"))


@router.post(
    "/proof",
    operation_id="begin_passkey_proof",
    response_model=PasskeyOptionsOut,
    responses=refusals(PasskeysOff),
)
async def begin_proof(
    me: Therapist, session: Session, now: Now, config: Config
) -> PasskeyOptionsOut:
    """Return what `navigator.credentials.get` takes to prove a change of my factors by a passkey.

    What it gives is sent as `passkey` in place of a code, within 5 minutes.
    """
    return await options_to_prove(session, me, now, config)


@router.post(
    "/{passkey_id}/remove",
    operation_id="remove_passkey",
    status_code=204,
    responses=refusals(NotFound, TooManyAttempts, Unavailable),
)
async def remove(passkey_id: UUID, body: ProvenIn, asking: Asks) -> None:
    """Remove a passkey of mine: it signs nobody in any more. Sign-ins that it began go on."""
    await remove_passkey(passkey_id, body, asking)


@sign_in_router.post(
    "/options",
    operation_id="begin_passkey_sign_in",
    response_model=PasskeyOptionsOut,
    responses=refusals(PasskeysOff),
)
async def begin_sign_in(now: Now, config: Config) -> PasskeyOptionsOut:
    """Return what `navigator.credentials.get` takes to sign in. It is good for 5 minutes, once."""
    return options_to_sign_in(now, config)


@sign_in_router.post(
    "",
    operation_id="sign_in_with_passkey",
    response_model=TokensOut,
    responses=refusals(WrongPasskey, TooManyAttempts),
)
async def sign_in(
    body: AssertionIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Sign in with a passkey alone: it is what she has, and her device has seen that it is her."""

    async def begin(session: AsyncSession, account: Account) -> Tokens:
        return await start_sign_in(session, account, now, config, "sign in")

    return await sign_in_by_passkey(body, sessions, address, now, config, begin)
