"""Chaining the audit after the fact, in the order in which its events are found.

An event may be committed after one with a later id, so its place is when it was found, not its id.
Whoever chains has the row of the head locked; the tail of the chain is compared with it before it
grows, so that nothing is sealed that others have cut or changed at its end.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import insert_into
from api.platform.settings import Settings
from api.platform.statements import fetch, fetch_one, run_many
from api.rules.audit_chain import START, Event, Head, is_sealed, next_head, seal_of
from api.tables import AuditEvent, AuditHead, AuditLink

BATCH = 500
# The only row of its table.
HEAD_ID = UUID(int=1)


class ChainBroken(Exception):
    """The end of the chain is not what was sealed; nothing may be added to it."""


def chain_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys with which a head may be sealed; the first one seals."""
    return settings.keys.all


async def read_head(session: AsyncSession) -> tuple[Head, str]:
    """Return where the chain ends by its sealed row, and the seal; an empty one without a row."""
    row = await fetch_one(session, _HEAD, {"id": HEAD_ID})
    return (START, "") if row is None else (Head(row.position, row.link), row.seal)


async def has_unchained(session: AsyncSession, after: UUID) -> bool:
    """Tell whether an event after an id has no link yet."""
    return bool(await fetch(session, _UNCHAINED, {"after": after, "most": 1}))


async def count_unchained(session: AsyncSession) -> int:
    """Return how many events have no link yet."""
    row = await fetch_one(session, _HOW_MANY, {})
    return int(row[0])


async def chain_some(
    session: AsyncSession, now: datetime, keys: Sequence[str], after: UUID
) -> tuple[list[UUID], Head]:
    """Chain some of the events after an id; return theirs, none if all are, and the new head.

    Raises ChainBroken, with nothing written.
    """
    head, seal = await lock_head(session, now)
    tail = await read_tail(session)
    if tail != head or not (head == START or is_sealed(head, seal, keys)):
        raise ChainBroken
    found = await fetch(session, _UNCHAINED, {"after": after, "most": BATCH})
    links = []
    for row in found:
        head = next_head(head, Event(*row))
        place = {"position": head.position, "link": head.link}
        links.append({"id": row.id, "created_at": now, **place})
    await run_many(session, _LINK, links)
    if links:
        await set_head(session, head, now, keys[0])
    return [row.id for row in found], head


async def read_tail(session: AsyncSession) -> Head:
    """Return the newest link."""
    row = await fetch_one(session, _TAIL, {})
    return START if row is None else Head(*row)


async def set_head(session: AsyncSession, head: Head, now: datetime, key: str) -> None:
    """Say where the chain ends, sealed."""
    values = {"id": HEAD_ID, "created_at": now, "position": head.position, "link": head.link}
    values["seal"] = seal_of(head, key)
    upsert = insert_into(session, AuditHead).values(values)
    told = {name: values[name] for name in ("created_at", "position", "link", "seal")}
    await session.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=told))


async def reseal_head(session: AsyncSession, now: datetime, keys: Sequence[str]) -> bool:
    """Seal the end anew with the first key if another of them had sealed it; tell whether it had.

    What none of them has sealed stays as it is.
    """
    head, seal = await read_head(session)
    if head == START or is_sealed(head, seal, keys[:1]):
        return False
    head, seal = await lock_head(session, now)
    if is_sealed(head, seal, keys[:1]) or not is_sealed(head, seal, keys[1:]):
        return False
    await set_head(session, head, now, keys[0])
    return True


async def lock_head(session: AsyncSession, now: datetime) -> tuple[Head, str]:
    """Lock the row of the head, which is made with the first link; return head and seal."""
    row = await fetch_one(session, _LOCKED, {"id": HEAD_ID})
    if row is None:
        first = {"id": HEAD_ID, "created_at": now, "seal": ""}
        first |= {"position": START.position, "link": START.link}
        await session.execute(
            insert_into(session, AuditHead).values(first).on_conflict_do_nothing()
        )
        row = await fetch_one(session, _LOCKED, {"id": HEAD_ID})
    return Head(row.position, row.link), row.seal


# Built once: a worker runs these every minute.
_HEAD: Select[*tuple[Any, ...]] = select(AuditHead.position, AuditHead.link, AuditHead.seal).where(
    AuditHead.id == bindparam("id")
)
_LOCKED = _HEAD.with_for_update()
_TAIL: Select[*tuple[Any, ...]] = (
    select(AuditLink.position, AuditLink.link).order_by(AuditLink.position.desc()).limit(1)
)
_LINK = insert(AuditLink)
_WHAT = tuple(getattr(AuditEvent, name) for name in Event.__dataclass_fields__)
# The links are bounded as well, or all of them would be read to find the few that are lacking.
_UNCHAINED: Select[*tuple[Any, ...]] = (
    select(*_WHAT)
    .outerjoin(AuditLink, and_(AuditLink.id == AuditEvent.id, AuditLink.id > bindparam("after")))
    .where(AuditEvent.id > bindparam("after"), AuditLink.id.is_(None))
    .order_by(AuditEvent.id)
    .limit(bindparam("most"))
)
_HOW_MANY: Select[*tuple[Any, ...]] = (
    select(func.count())
    .select_from(AuditEvent)
    .where(~select(AuditLink.id).where(AuditLink.id == AuditEvent.id).exists())
)
