"""Who may see and do what. The only module that decides it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.access import audit
from api.access.admins import require_own_factor
from api.access.callers import Caller
from api.care.carers import ERASURE, IN_CARE
from api.care.locks import lock_clients
from api.care.noted import DENIED
from api.platform.http.errors import Forbidden, NotFound
from api.platform.statements import fetch as read
from api.platform.statements import fetch_one
from api.tables import Account, CareLink, Client, Practice

M = TypeVar("M")
# Built once.
_SEEN = select(
    select(CareLink.id)
    .join(Client, Client.id == CareLink.client_id)
    .join(Account, Account.id == CareLink.therapist_id)
    .where(CareLink.client_id == bindparam("client_id"), Account.deactivated_at.is_(None), *IN_CARE)
    .exists()
)


def _in_care_of(therapist_id: Any) -> Select[UUID]:
    """Select the ids of the clients whom a therapist sees."""
    return (
        select(CareLink.client_id)
        .join(Client, Client.id == CareLink.client_id)
        .where(CareLink.therapist_id == therapist_id, *IN_CARE)
    )


_IS_MINE = Client.id.in_(_in_care_of(bindparam("me")))
# Built once: most of what a therapist reads begins with it.
_IN_MY_CARE = select(Client).where(Client.id == bindparam("client_id"), _IS_MINE)
# What a caseload has of a client that her chart has not.
_ALL_IN_MY_CARE = select(Client.id, Client.last_contact_at, *ERASURE).where(_IS_MINE)


def allow(me: Caller, role: str, *, admin: bool = False) -> None:
    """Refuse a caller whose role, or right, does not cover an operation."""
    if me.role != role or (admin and not me.admin):
        raise Forbidden


def client_ids(me: Caller) -> Select[UUID]:
    """Select the ids of the clients this caller may see: herself, or those in her care."""
    if me.role == "client":
        return select(Client.id).where(Client.id == me.id)
    return _in_care_of(me.id)


async def in_my_care(session: AsyncSession, me: Caller) -> Sequence[Any]:
    """Return of each client in this therapist's care id, last contact and planned erasure."""
    return await read(session, _ALL_IN_MY_CARE, {"me": me.id})


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
    row = await _one(session, visible(model, me), model, id, me, now, *options, lock=lock)
    if isinstance(row, Client) and me.role != "client" and not is_shared(row):
        # Decided while we waited for the lock: the care ended, or her consent.
        raise NotFound
    return row


async def fetch_each(
    session: AsyncSession, model: type[M], ids: Collection[UUID], me: Caller, now: datetime
) -> dict[UUID, M]:
    """Return those of a client-owned table's rows that are visible, by id, locked to be edited.

    The clients are locked before, so that none of these rows is waited for by whoever has another.
    What is absent and what is someone else's is left out alike; the latter is audited.
    """
    key: Any = model.id  # type: ignore[attr-defined]
    chosen = visible(model, me).where(key.in_(ids))
    await lock_clients(session, Client.id.in_(chosen.with_only_columns(_owner(model))))
    in_order = chosen.order_by(key).with_for_update(of=model, key_share=True)
    found = {row.id: row for row in await session.scalars(in_order)}  # type: ignore[attr-defined]
    await _note_denials(session, model, set(ids) - found.keys(), me, now)
    return found


async def own_or_absent(
    session: AsyncSession, model: type[M], id: UUID, me: Caller, now: datetime
) -> M | None:
    """Return the row of an id that a phone made, None when it is new; NotFound if not hers."""
    key: Any = model.id  # type: ignore[attr-defined]
    if await session.scalar(select(key).where(key == id)) is None:
        return None
    return await fetch(session, model, id, me, now)


async def client(
    session: AsyncSession, id: UUID, me: Caller, now: datetime, action: str, *, lock: bool = False
) -> Client:
    """Return a client in this therapist's care, and note in the audit what was done with her.

    Locked she is a `Client` to be edited, otherwise the columns of one.
    """
    found: Client | None = None
    if not lock:
        found = await fetch_one(session, _IN_MY_CARE, {"client_id": id, "me": me.id})
    if found is None:
        found = await fetch(session, Client, id, me, now, lock=lock)
    note(session, me, now, action, id)
    return found


def is_shared(client: Client) -> bool:
    """Tell whether a client's therapist may see what is hers."""
    return client.discharged_at is None and client.sharing_withdrawn_at is None


async def is_seen(session: AsyncSession, client_id: UUID) -> bool:
    """Tell whether any therapist can see what is a client's; one query."""
    return bool(await session.scalar(_SEEN, {"client_id": client_id}))


async def practice_client(
    session: AsyncSession, id: UUID, me: Caller, now: datetime, *, lock: bool = False
) -> Client:
    """Return a client of this admin's practice, whoever cares for her and whatever she shares."""
    people = select(Client).where(Client.practice_id == me.practice_id)
    return await _one(session, people, Client, id, me, now, lock=lock)


async def practice_therapist(session: AsyncSession, id: UUID, me: Caller) -> Account:
    """Return a therapist of this admin's practice, deactivated ones too; NotFound otherwise."""
    found = await session.scalar(
        select(Account).where(
            Account.id == id, Account.practice_id == me.practice_id, Account.role == "therapist"
        )
    )
    if found is None:
        raise NotFound
    return found


async def lock_practice(session: AsyncSession, me: Caller) -> None:
    """Let one admin of a practice at a time change who works and is cared for there."""
    await session.get_one(Practice, me.practice_id, with_for_update={"key_share": True})
    # Whoever was before us in line may have taken this right away, or closed the account.
    mine = select(Account.id).where(
        Account.id == me.id, Account.admin.is_(True), Account.deactivated_at.is_(None)
    )
    if await session.scalar(mine) is None:
        raise Forbidden
    await require_own_factor(session, me)


def note(
    session: AsyncSession,
    me: Caller,
    now: datetime,
    action: str,
    client_id: UUID | None = None,
    **subject: str,
) -> None:
    """Note in the audit what a caller did, with a client's data or with a `subject` of ids."""
    audit.record(
        session,
        now,
        action,
        practice_id=me.practice_id,
        actor_id=me.id,
        client_id=client_id,
        subject=subject or None,
    )


def note_edit(
    session: AsyncSession, me: Caller, now: datetime, noun: str, client_id: UUID, *, changed: bool
) -> None:
    """Note an edit of a client's record; one that changed nothing only showed it."""
    note(session, me, now, f"edit {noun}" if changed else f"view {noun}", client_id)


async def _one(
    session: AsyncSession,
    among: Select[M],
    model: type[M],
    id: UUID,
    me: Caller,
    now: datetime,
    *options: Any,
    lock: bool,
) -> M:
    key: Any = model.id  # type: ignore[attr-defined]
    query = among.where(key == id).options(*options)
    if lock:
        # Its key never changes: rows that refer to it may be added meanwhile, and cannot deadlock.
        query = query.with_for_update(of=model, key_share=True)
    row: M | None = await session.scalar(query)
    if row is None:
        await _note_denials(session, model, {id}, me, now)
        raise NotFound
    return row


async def _note_denials(
    session: AsyncSession, model: type[Any], ids: Collection[UUID], me: Caller, now: datetime
) -> None:
    """Note of each of these rows that is someone else's that it was asked for."""
    if not ids:
        return
    owner = _owner(model)
    owners = select(owner, Account.practice_id).join(Account, Account.id == owner)
    for client_id, practice_id in await session.execute(owners.where(model.id.in_(ids))):
        audit.record(
            session,
            now,
            DENIED,
            practice_id=practice_id,
            actor_id=me.id,
            client_id=client_id,
            subject={"table": model.__tablename__},
            survives=True,
        )


def _owner(model: type[Any]) -> InstrumentedAttribute[UUID]:
    owner: InstrumentedAttribute[UUID] = Client.id if model is Client else model.client_id
    return owner
