"""A therapist as the admin of her practice sees her, and what that admin may not do with her."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.carers import CARED_FOR
from api.platform.http.errors import Conflict
from api.platform.http.etags import etag_of
from api.platform.http.fields import Out
from api.tables import Account, CareLink, Client

Status = Literal["invited", "active", "deactivated"]


class TherapistOut(Out):
    """Someone who works here; `clients` counts those in active care."""

    id: UUID
    name: str
    email: str | None
    admin: bool
    status: Status
    clients: int
    created_at: datetime
    etag: str


_CLIENTS = (
    select(func.count(CareLink.id))
    .join(Client, Client.id == CareLink.client_id)
    .where(CareLink.therapist_id == Account.id, *CARED_FOR)
    .correlate(Account)
    .scalar_subquery()
)
# A therapist's row with the number of her clients.
WITH_CLIENTS: Select[Any] = select(Account, _CLIENTS).where(Account.role == "therapist")


def show_therapist(account: Account, clients: int) -> TherapistOut:
    """Return a therapist as she is shown."""
    bare = TherapistOut(
        id=account.id,
        name=account.name,
        email=account.email,
        admin=account.admin,
        status=status_of(account),
        clients=clients,
        created_at=account.created_at,
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


async def load_therapist(session: AsyncSession, account: Account) -> TherapistOut:
    """Return a therapist as she is shown, her clients counted now."""
    await session.flush()
    counted = await session.scalar(select(_CLIENTS).where(Account.id == account.id))
    return show_therapist(account, counted or 0)


def status_of(account: Account) -> Status:
    """Return whether a therapist can sign in, cannot yet, or no longer."""
    if account.deactivated_at is not None:
        return "deactivated"
    return "active" if account.email is not None else "invited"


def require_employed(account: Account) -> None:
    """Refuse what needs a therapist who works here, whether she has signed in yet or not."""
    if account.deactivated_at is not None:
        raise Conflict(code="therapist_deactivated", title="This therapist is deactivated.")


def require_at_work(account: Account) -> None:
    """Refuse to give clients to who does not work here, or has not signed in yet.

    Whoever holds her invite would become her, and see them.
    """
    require_employed(account)
    if account.password_hash is None:
        title = "This therapist has not signed in yet. She has to redeem her invite first."
        raise Conflict(code="therapist_not_signed_in", title=title)


async def load_at_work(session: AsyncSession, me: Caller) -> list[Account]:
    """Return the therapists of an admin's practice to whom clients may be given, by name."""
    query = select(Account).where(
        Account.practice_id == me.practice_id,
        Account.role == "therapist",
        Account.deactivated_at.is_(None),
        Account.password_hash.is_not(None),
    )
    return list(await session.scalars(query.order_by(Account.name_key, Account.id)))


async def deactivate(session: AsyncSession, account: Account, me: Caller, now: datetime) -> None:
    """Deactivate a therapist, unless it is oneself or the last admin; the practice is locked."""
    if account.id == me.id:
        raise Conflict(code="own_account", title="Another admin has to deactivate you.")
    await require_another_admin(session, account)
    if account.deactivated_at is None:
        account.deactivated_at = now
        access.note(session, me, now, "deactivate therapist", therapist_id=str(account.id))
    # Locks her account before clients and reminders, as does whoever notes a session of hers.
    await session.flush()


async def require_another_admin(session: AsyncSession, account: Account) -> None:
    """Refuse to take the last admin who can sign in away from a practice, which is locked."""
    others = select(func.count(Account.id)).where(
        Account.practice_id == account.practice_id,
        Account.id != account.id,
        Account.admin.is_(True),
        Account.deactivated_at.is_(None),
        Account.email.is_not(None),
    )
    if status_of(account) == "active" and account.admin and not await session.scalar(others):
        raise Conflict(code="last_admin", title="A practice needs an admin who can sign in.")
