"""Who may see and do what. The only module that decides it."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api import audit
from api.auth import Caller
from api.errors import Forbidden, NotFound
from api.models import Account, CareLink, Client

M = TypeVar("M")


def allow(me: Caller, role: str, *, admin: bool = False) -> None:
    """Refuse a caller whose role, or right, does not cover an operation."""
    if me.role != role or (admin and not me.admin):
        raise Forbidden


def client_ids(me: Caller) -> Select[UUID]:
    """Select the ids of the clients this caller may see: herself, or those in her care."""
    if me.role == "client":
        return select(Client.id).where(Client.id == me.id)
    return (
        select(CareLink.client_id)
        .join(Client, Client.id == CareLink.client_id)
        .where(
            CareLink.therapist_id == me.id,
            CareLink.ended_at.is_(None),
            Client.discharged_at.is_(None),
        )
    )


def visible(model: type[M], me: Caller) -> Select[M]:
    """Select the rows of a client-owned table that this caller may see."""
    return select(model).where(_owner(model).in_(client_ids(me)))


async def fetch(
    session: AsyncSession,
    model: type[M],
    id: UUID,
    me: Caller,
    now: datetime,
    *options: Any,
    lock: bool = False,
) -> M:
    """Return a visible row, locked when it is to be edited.

    Raises NotFound for what is absent and what is someone else's alike; the latter is audited.
    """
    key: Any = model.id  # type: ignore[attr-defined]
    query = visible(model, me).where(key == id).options(*options)
    if lock:
        # Its key never changes: rows that refer to it may be added meanwhile, and cannot deadlock.
        query = query.with_for_update(of=model, key_share=True)
    row: M | None = await session.scalar(query)
    if row is None:
        await _note_denial(session, model, id, me, now)
        raise NotFound
    return row


async def own_or_absent(
    session: AsyncSession,
    model: type[M],
    id: UUID,
    me: Caller,
    now: datetime,
    *,
    lock: bool = False,
) -> M | None:
    """Return the row of an id that a phone made, None when it is new; NotFound if not hers."""
    key: Any = model.id  # type: ignore[attr-defined]
    if await session.scalar(select(key).where(key == id)) is None:
        return None
    return await fetch(session, model, id, me, now, lock=lock)


async def client(
    session: AsyncSession, id: UUID, me: Caller, now: datetime, action: str, *, lock: bool = False
) -> Client:
    """Return a client in this therapist's care, and note in the audit what was done with her."""
    found = await fetch(session, Client, id, me, now, lock=lock)
    note(session, me, now, action, id)
    return found


def note(session: AsyncSession, me: Caller, now: datetime, action: str, client_id: UUID) -> None:
    """Note in the audit what a caller did with a client's data."""
    audit.record(
        session,
        now,
        action,
        practice_id=me.practice_id,
        actor_id=me.id,
        client_id=client_id,
    )


async def _note_denial(
    session: AsyncSession, model: type[Any], id: UUID, me: Caller, now: datetime
) -> None:
    owner_id = await session.scalar(select(_owner(model)).where(model.id == id))
    if owner_id is None:
        return
    owner = await session.get_one(Account, owner_id)
    audit.record(
        session,
        now,
        "denied",
        practice_id=owner.practice_id,
        actor_id=me.id,
        client_id=owner_id,
        subject={"table": model.__tablename__},
        survives=True,
    )


def _owner(model: type[Any]) -> InstrumentedAttribute[UUID]:
    owner: InstrumentedAttribute[UUID] = Client.id if model is Client else model.client_id
    return owner
