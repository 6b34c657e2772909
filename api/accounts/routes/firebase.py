"""/v1/auth/firebase: signing in with a user of Firebase, and which of them signs in as me."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.deps import Address, Config, Me, MeBefore, Now, Session, Sessions
from api.accounts.challenges import require_no_second_step
from api.accounts.firebase.identities import IdentityTaken, linked_at
from api.accounts.firebase.signing_in import (
    FirebaseLinkIn,
    FirebaseSignInIn,
    link_to_firebase,
    sign_in_by_firebase,
    unlink_from_firebase,
)
from api.accounts.firebase.tokens import Firebase
from api.accounts.sign_ins import Tokens, start_sign_in
from api.accounts.signing_in import WrongCredentials
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound, TooManyAttempts, Unavailable, refusals
from api.platform.http.fields import Out, TokensOut
from api.tables import Account

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth/firebase", tags=["accounts"])


class FirebaseOff(NotFound):
    code, title = "firebase_off", "Nobody signs in with Firebase here."


class FirebaseLinkOut(Out):
    linked_at: datetime | None


async def _firebase(request: Request) -> Firebase:
    found: Firebase | None = request.app.state.firebase
    if found is None:
        raise FirebaseOff
    return found


SetUp = Annotated[Firebase, Depends(_firebase)]


@router.post(
    "",
    operation_id="sign_in_with_firebase",
    response_model=TokensOut,
    responses=refusals(WrongCredentials, FirebaseOff, TooManyAttempts, Unavailable),
)
async def sign_in_with_firebase(
    body: FirebaseSignInIn,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
    firebase: SetUp,
) -> Tokens:
    """Sign in with an ID token of Firebase, whose user is linked to an account.

    Who has a second factor gets a challenge in place of tokens.
    """

    async def begin(session: AsyncSession, account: Account) -> Tokens:
        await require_no_second_step(session, account, now, config)
        return await start_sign_in(session, account, now, config, "sign in")

    return await sign_in_by_firebase(body, sessions, address, now, config, firebase, begin)


@router.get("", operation_id="get_firebase_link", response_model=FirebaseLinkOut)
async def get_firebase_link(me: Me, session: Session) -> FirebaseLinkOut:
    """Read whether a user of Firebase signs in as me."""
    return FirebaseLinkOut(linked_at=await linked_at(session, me.id))


@router.put(
    "",
    operation_id="link_firebase",
    response_model=FirebaseLinkOut,
    responses=refusals(FirebaseOff, IdentityTaken, TooManyAttempts, Unavailable),
)
async def link_firebase(
    body: FirebaseLinkIn,
    me: MeBefore,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
    firebase: SetUp,
) -> FirebaseLinkOut:
    """Have the user of an ID token of Firebase sign in as me, in place of any other.

    A new password ends it.
    """
    since = await link_to_firebase(body, me, sessions, address, now, config, firebase)
    return FirebaseLinkOut(linked_at=since)


@router.delete("", operation_id="unlink_firebase", status_code=204)
async def unlink_firebase(me: Me, session: Session, now: Now) -> None:
    """Have no user of Firebase sign in as me any longer; who is signed in stays so."""
    await unlink_from_firebase(session, me, now)
