"""What the admin right asks of who has it: a second factor of her own, where her practice wants it.

An app that makes codes is one, and so is a passkey: with either her password alone signs nobody in.

Without one she signs in and cares for her clients as before, and administers nothing. Nobody is
locked out: every therapist sets her own up by herself.
"""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.http.errors import Forbidden
from api.platform.statements import fetch_one
from api.tables import Account, Passkey, Practice, SecondFactor


class SecondFactorNeeded(Forbidden):
    code = "second_factor_needed"
    title = "Your practice asks admins for a second factor. Set one up first."


async def require_admin(session: AsyncSession, me: Caller) -> None:
    """Refuse whoever has not the admin right, or not the second factor that it asks for."""
    if me.role != "therapist" or not me.admin:
        raise Forbidden
    await require_own_factor(session, me)


async def require_own_factor(session: AsyncSession, me: Caller) -> None:
    """Refuse an admin without a second factor if her practice asks its admins for one."""
    if await _lacks_factor(session, me):
        raise SecondFactorNeeded


async def may_administer(session: AsyncSession, me: Caller) -> bool:
    """Tell whether a caller has the admin right, and the second factor that it asks for."""
    return me.admin and not await _lacks_factor(session, me)


async def _lacks_factor(session: AsyncSession, me: Caller) -> bool:
    return await fetch_one(session, _LACKING, {"me": me.id}) is not None


# Built once.
_LACKING = (
    select(Account.id)
    .join(Practice, Practice.id == Account.practice_id)
    .where(
        Account.id == bindparam("me"),
        Practice.admins_need_second_factor,
        ~exists().where(
            SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.is_not(None)
        ),
        ~exists().where(Passkey.account_id == Account.id),
    )
)
