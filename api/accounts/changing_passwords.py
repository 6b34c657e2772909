"""Changing one's own password, whoever keeps the sign-in: a phone or the pages."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller, identify_by
from api.accounts.failures import failure_key
from api.accounts.firebase.identities import forget_identity
from api.accounts.passwords import hash_password, require_strong
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.accounts.sign_ins import end_other_sign_ins
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, Secret, Text
from api.platform.settings import Settings
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
        # Once more: her sign-in may have ended while the passwords were hashed.
        await identify_by(session, me.id, me.sign_in_id, now)
        account = await lock_if_unchanged(session, known, key, now, wrong)
        account.password_hash = password_hash
        await forget_identity(session, me.id)
        await end_other_sign_ins(session, me.id, now, keep=[me.sign_in_id])
        note_own(session, now, "change password", me, {"sign_in_id": str(me.sign_in_id)})
        return await go_on(session, account)
