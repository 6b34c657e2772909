"""Signing in with a user of Firebase, and having one's account linked to one."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller
from api.accounts.failures import FailureKey, failure_key, refuse
from api.accounts.firebase.identities import forget_identity, owner_of, set_identity
from api.accounts.firebase.tokens import Firebase
from api.accounts.right_passwords import lock_caller, require_right_password
from api.accounts.signing_in import WrongCredentials
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, Secret, Text
from api.platform.settings import Settings
from api.tables import Account

T = TypeVar("T")
IdToken = Annotated[Text, StringConstraints(min_length=1, max_length=4096)]
PURPOSE = "firebase"


class FirebaseSignInIn(In):
    id_token: IdToken


class FirebaseLinkIn(In):
    """Who has a password has to send it: what is linked will stand in its place."""

    id_token: IdToken
    password: Secret | None = None


async def sign_in_by_firebase(
    said: FirebaseSignInIn,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    firebase: Firebase,
    begin: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Return what `begin` makes of the account, which is locked, that is linked to a token's user.

    A token that is none, an unknown user and a closed account look the same, and count as a
    failure of the address.
    """
    key = failure_key(config.signing_key, PURPOSE, address)
    user = await firebase.user_of(said.id_token, now)
    async with transaction(sessions, write=False) as session:
        if user is None or await owner_of(session, user) is None:
            raise await refuse(session, key, now, WrongCredentials())
    async with transaction(sessions) as session:
        account = await owner_of(session, user, lock=True)
        if account is None:
            raise await refuse(session, key, now, WrongCredentials())
        return await begin(session, account)


async def link_to_firebase(
    said: FirebaseLinkIn,
    me: Caller,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    firebase: Firebase,
) -> datetime:
    """Have a user of Firebase sign in as me from now on, in place of any other; return since when.

    No transaction is open while Google is asked and the password is compared.
    """
    key = failure_key(config.signing_key, PURPOSE, address, str(me.id))
    user = await firebase.user_of(said.id_token, now)
    if user is None:
        async with transaction(sessions, write=False) as session:
            raise await refuse(session, key, now, Invalid("/id_token", "wrong_id_token"))
    known, wrong = await _known(said, me, sessions, key, now)
    async with transaction(sessions) as session:
        await lock_caller(session, me, known, key, now, wrong)
        since = await set_identity(session, me.id, user, now)
        note_own(session, now, "link firebase", me, {"sign_in_id": str(me.sign_in_id)})
        return since


async def unlink_from_firebase(session: AsyncSession, me: Caller, now: datetime) -> None:
    """Have no user of Firebase sign in as me any longer."""
    if await forget_identity(session, me.id):
        note_own(session, now, "unlink firebase", me, {"sign_in_id": str(me.sign_in_id)})


async def _known(
    said: FirebaseLinkIn, me: Caller, sessions: Sessions, key: FailureKey, now: datetime
) -> tuple[Account, Invalid]:
    """Return my account, whose password was said if it has one, and how a wrong one is refused."""
    wrong = Invalid("/password", "wrong_password")
    async with transaction(sessions, write=False) as session:
        mine = await session.get_one(Account, me.id)
    if mine.password_hash is None:
        return mine, wrong
    if said.password is None:
        raise Invalid("/password", "required", "Send the password along.")
    whose = Account.id == me.id
    return await require_right_password(sessions, whose, said.password, key, now, wrong), wrong
