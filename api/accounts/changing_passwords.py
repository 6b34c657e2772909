"""A new password: changed by whoever is signed in, on a phone or a page, or set by a code."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller
from api.accounts.failures import failure_key
from api.accounts.firebase.identities import forget_identity
from api.accounts.passwords import hash_password, require_strong
from api.accounts.right_passwords import lock_caller, require_right_password
from api.accounts.second_steps import release_codes
from api.accounts.sign_ins import end_other_sign_ins
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, Secret, Text
from api.platform.ids import new_id
from api.platform.settings import Settings
from api.reminders.of_sign_ins import tell_of_sign_in
from api.tables import Account

T = TypeVar("T")


class ChangePasswordIn(In):
    current_password: Secret
    new_password: Text


async def change_password_with(
    said: ChangePasswordIn,
    me: Caller,
    sessions: Sessions,
    address: str,
    now: datetime,
    config: Settings,
    go_on: Callable[[AsyncSession, Account], Awaitable[T]],
) -> T:
    """Change my password, which ends all else that signs in as me; return what `go_on` makes.

    No transaction is open while passwords are hashed.
    """
    key = failure_key(config.signing_key, "change-password", address, str(me.id))
    whose, wrong = Account.id == me.id, Invalid("/current_password", "wrong_password")
    known = await require_right_password(sessions, whose, said.current_password, key, now, wrong)
    require_strong(said.new_password, known.email, "/new_password")
    password_hash = await hash_password(said.new_password, key)
    async with transaction(sessions) as session:
        account = await lock_caller(session, me, known, key, now, wrong)
        account.password_hash = password_hash
        await forget_identity(session, me.id)
        await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
        await release_codes(session, me.id)
        note_own(session, now, "change password", me, {"sign_in_id": str(me.sign_in_id)})
        return await go_on(session, account)


async def note_reset(
    session: AsyncSession, account: Account, now: datetime, code_by: UUID | None
) -> None:
    """Note, and tell her phones, that a code set a password, which signs nobody in by itself."""
    note_own(
        session, now, "reset password", account, {"code_by": str(code_by) if code_by else None}
    )
    # There is no sign-in yet that they could be told of.
    await tell_of_sign_in(session, account.id, new_id(), now)
