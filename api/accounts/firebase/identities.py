"""Which user of Firebase opens whose account: one at most, and each of them one account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.errors import Conflict
from api.platform.ids import new_id
from api.tables import Account, FirebaseIdentity


class IdentityTaken(Conflict):
    code = "firebase_user_taken"
    title = "Another account signs in with this. Choose another one, or unlink it there."


async def owner_of(session: AsyncSession, user: str, *, lock: bool = False) -> Account | None:
    """Return the open account that a user of Firebase is linked to, locked if that is asked for."""
    found = _OWNER.with_for_update(key_share=True, of=Account) if lock else _OWNER
    account: Account | None = await session.scalar(found, {"user": user})
    return account


async def linked_at(session: AsyncSession, account_id: UUID) -> datetime | None:
    """Return since when an account is linked, None if it is not."""
    mine = select(FirebaseIdentity.created_at).where(FirebaseIdentity.account_id == account_id)
    at: datetime | None = await session.scalar(mine)
    return at


async def set_identity(
    session: AsyncSession, account_id: UUID, user: str, now: datetime
) -> datetime:
    """Link an account, which is locked, to a user in place of any other; return since when it is.

    Raises IdentityTaken.
    """
    mine = FirebaseIdentity.account_id == account_id
    known = await session.scalar(select(FirebaseIdentity).where(mine))
    if known is not None and known.user_hash == user:
        return known.created_at
    try:
        async with session.begin_nested():
            await forget_identity(session, account_id)
            row = {"id": new_id(), "created_at": now, "account_id": account_id, "user_hash": user}
            session.add(FirebaseIdentity(**row))
    except IntegrityError:
        raise IdentityTaken from None
    return now


async def forget_identity(session: AsyncSession, account_id: UUID) -> bool:
    """Unlink an account; tell whether it was linked."""
    mine = FirebaseIdentity.account_id == account_id
    gone = await session.execute(
        delete(FirebaseIdentity)
        .where(mine)
        .returning(FirebaseIdentity.id)
        .execution_options(synchronize_session=False)
    )
    return bool(gone.all())


# Built once.
_OWNER: Select[Account] = (
    select(Account)
    .join(FirebaseIdentity, FirebaseIdentity.account_id == Account.id)
    .where(FirebaseIdentity.user_hash == bindparam("user"), Account.deactivated_at.is_(None))
)
