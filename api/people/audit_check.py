"""Whether the audit is still what was chained: all links followed from the first to the last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.people.audit_chain import count_unchained, lock_head, read_head, set_head
from api.platform.statements import fetch
from api.rules.audit_chain import START, Broken, Event, Head, Walk, is_sealed
from api.tables import AuditEvent, AuditLink

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain is whole, how many events have no link, and where it is broken first."""

    head: Head
    unchained: int
    broken: Broken | None


async def check_chain(
    session: AsyncSession,
    keys: Sequence[str],
    noted: Sequence[Head],
    tell: Callable[[int, int], None],
) -> Verdict:
    """Follow the chain past its head and those that were noted elsewhere; `tell` how far of all.

    What is chained meanwhile is followed as well. Memory is bounded, whatever its length.
    """
    head, seal = await read_head(session)
    walk = Walk([*noted] if head == START else [*noted, head])
    broken = await _follow(session, walk, lambda at: tell(at, max(head.position, at)))
    broken = broken or walk.end() or _unsealed(walk.head, head, seal, keys)
    return Verdict(walk.head, await count_unchained(session), broken)


async def seal_anew(session: AsyncSession, now: datetime, key: str) -> Broken | None:
    """Say that the chain ends with the last link there is; return what is wrong before that."""
    await lock_head(session, now)
    walk = Walk()
    broken = await _follow(session, walk, lambda _: None)
    if broken is None and walk.head != START:
        await set_head(session, walk.head, now, key)
    return broken


async def _follow(session: AsyncSession, walk: Walk, tell: Callable[[int], None]) -> Broken | None:
    at, most = 0, PAGE
    while True:
        try:
            rows = await fetch(session, _LINKS, {"after": at, "most": most})
        except ValueError:
            # SQLite lets a column have what cannot be read as its type: which row it is in is found
            # by going on one by one.
            if most == 1:
                return Broken(at + 1, None, "altered")
            most = 1
            continue
        if not rows:
            return None
        for position, link, link_id, *said in rows:
            event = None if said[0] is None else Event(*said)
            if broken := walk.step(Head(position, link), link_id, event):
                return broken
        at = walk.head.position
        tell(at)


def _unsealed(end: Head, head: Head, seal: str, keys: Sequence[str]) -> Broken | None:
    is_empty = end == START and head == START
    if is_empty or (head != START and is_sealed(head, seal, keys)):
        return None
    return Broken(head.position or end.position, None, "unsealed")


_SAID = tuple(getattr(AuditEvent, name) for name in Event.__dataclass_fields__)
_LINKS: Select[*tuple[Any, ...]] = (
    select(AuditLink.position, AuditLink.link, AuditLink.id.label("link_id"), *_SAID)
    .outerjoin(AuditEvent, AuditEvent.id == AuditLink.id)
    .where(AuditLink.position > bindparam("after"))
    .order_by(AuditLink.position)
    .limit(bindparam("most"))
)
