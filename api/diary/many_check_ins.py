"""Many check-ins of one client at once: those that are plain are stored by three statements.

Plain is one of a date of which nobody told before, under an id that is new, and one that is stored
already as it came; neither its id nor its date comes twice. All others are stored one by one, by
`uploads.store`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.diary.uploads import Stored, holds
from api.platform.db import dialect_of
from api.platform.many import among
from api.platform.statements import fetch, run_many
from api.rules.uploads import Upload
from api.tables import CheckIn

_TABLE: Any = CheckIn.__table__


@dataclass(frozen=True, slots=True)
class SentDay:
    """A check-in that came for a date under an id, and could be taken."""

    id: UUID
    on: date
    upload: Upload


async def store_plain_days(
    session: AsyncSession, days: Sequence[SentDay], me: Caller
) -> dict[UUID, Stored]:
    """Store the plain ones of these, and return what is stored of each of them, by its id.

    What is there of any of the dates is locked first, in their order: whoever has such a row may
    wait for the client next, so that she must not be locked yet.
    """
    span = {"client": me.id, "from": min(d.on for d in days), "to": max(d.on for d in days)}
    held = {row.on_date: row for row in await fetch(session, _LOCK, span)}
    taken = {row.id for row in await fetch(session, _TAKEN, {"ids": [each.id for each in days]})}
    once = _once(days)
    known = {
        each.id: Stored(held[each.on], is_first=False, is_known=True)
        for each in days
        if each.id in once and _is_told(each, held.get(each.on))
    }
    fresh = [e for e in days if e.id in once and e.on not in held and e.id not in taken]
    return known | await _store(session, sorted(fresh, key=lambda each: each.on), me)


async def _store(session: AsyncSession, days: Sequence[SentDay], me: Caller) -> dict[UUID, Stored]:
    if not days:
        return {}
    rows = [_columns(each, me) for each in days]
    await run_many(session, _FIRST[dialect_of(session)], rows)
    # The date or id of one of them may have been taken a moment ago, be it by an earlier request of
    # this phone: that one is not plain.
    stored = {row.id: row for row in await fetch(session, _TAKEN, {"ids": [d.id for d in days]})}
    return {
        each.id: Stored(row, is_first=True, is_known=False)
        for each in days
        if (row := stored.get(each.id)) and _is_as_sent(row, each, me)
    }


def _is_told(each: SentDay, held: Any) -> bool:
    return held is not None and held.id == each.id and each.upload.is_told_by(held)


def _is_as_sent(row: Any, each: SentDay, me: Caller) -> bool:
    return (row.client_id, row.on_date) == (me.id, each.on) and holds(row, each.upload)


def _once(days: Sequence[SentDay]) -> set[UUID]:
    """Return the ids of those that share neither id nor date with another."""
    dates = [each.on for each in days]
    ids = [each.id for each in days]
    return {e.id for e in days if dates.count(e.on) == 1 and ids.count(e.id) == 1}


def _columns(each: SentDay, me: Caller) -> dict[str, Any]:
    head = {"id": each.id, "created_at": each.upload.received_at, "client_id": me.id}
    return {**head, "on_date": each.on, **CheckIn.columns_of(each.upload)}


# Built once.
_FIRST = {
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
}
_LOCK = (
    select(_TABLE)
    .where(
        _TABLE.c.client_id == bindparam("client"),
        _TABLE.c.on_date.between(bindparam("from"), bindparam("to")),
    )
    .order_by(_TABLE.c.on_date)
    .with_for_update()
)
_TAKEN = select(_TABLE).where(among(_TABLE.c.id))
