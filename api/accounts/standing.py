"""Whether a one-time code still stands: it falls with the relationship in which it was made.

Who made it has to be in care of the client whose it is, and she has to share with her; or has to
be an admin of the therapist whose it is. What an operator made stands as long as the account does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.care.carers import IN_CARE
from api.tables import Account, CareLink, Client, OneTimeCode

_OWNER, _MAKER = aliased(Account), aliased(Account)
_CARES = (
    select(CareLink.id)
    .join(Client, Client.id == CareLink.client_id)
    .where(CareLink.client_id == _OWNER.id, CareLink.therapist_id == _MAKER.id, *IN_CARE)
    .correlate(_OWNER, _MAKER)
    .exists()
)
_EMPLOYS = and_(
    _OWNER.role == "therapist", _MAKER.admin.is_(True), _MAKER.practice_id == _OWNER.practice_id
)
_MAKER_MAY = (
    select(_MAKER.id)
    .where(
        _MAKER.id == OneTimeCode.created_by,
        _MAKER.deactivated_at.is_(None),
        or_(_CARES, _EMPLOYS),
    )
    .correlate(OneTimeCode, _OWNER)
    .exists()
)
# Of a code in the query around it.
STANDS = (
    select(_OWNER.id)
    .where(
        _OWNER.id == OneTimeCode.account_id,
        _OWNER.deactivated_at.is_(None),
        or_(OneTimeCode.created_by.is_(None), _MAKER_MAY),
    )
    .correlate(OneTimeCode)
    .exists()
)
UNSPENT = and_(OneTimeCode.used_at.is_(None), OneTimeCode.revoked_at.is_(None))


async def revoke_codes(session: AsyncSession, now: datetime, *which: ColumnElement[bool]) -> None:
    """Revoke unspent codes, locked in the order of their ids; after clients, before reminders."""
    unspent = select(OneTimeCode.id).where(UNSPENT, *which).order_by(OneTimeCode.id)
    ids = list(await session.scalars(unspent.with_for_update()))
    if ids:
        revoke = update(OneTimeCode).where(OneTimeCode.id.in_(ids)).values(revoked_at=now)
        await session.execute(revoke.execution_options(synchronize_session=False))


async def revoke_fallen(session: AsyncSession, now: datetime, which: ColumnElement[bool]) -> None:
    """Revoke those of these codes that stand no longer, so that nothing brings them back."""
    await session.flush()
    await revoke_codes(session, now, which, ~STANDS)


@asynccontextmanager
async def codes_falling(
    session: AsyncSession, now: datetime, which: ColumnElement[bool]
) -> AsyncIterator[None]:
    """Revoke what falls with a change of a relationship, and before it what had fallen already.

    Else what was made while an earlier end was under way would come to life by a new beginning.
    """
    await revoke_fallen(session, now, which)
    yield
    await revoke_fallen(session, now, which)


def of_account(account_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a code is this person's."""
    return OneTimeCode.account_id == account_id


def of_or_by(therapist_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a code is this therapist's, or was made by her."""
    return or_(OneTimeCode.account_id == therapist_id, OneTimeCode.created_by == therapist_id)
