"""What a phone hands in for a date, maybe twice, maybe out of order: one row has what holds.

The client and the date are the key; the id is the first phone's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.uploads import hold
from api.platform.http.errors import Conflict
from api.platform.http.paging import Paging
from api.platform.http.ranges import DateRange
from api.platform.ids import new_id
from api.platform.statements import fetch_one
from api.rules.uploads import Upload
from api.tables import Base

DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}


@dataclass(frozen=True, slots=True)
class DatedTable:
    """A table that has one row for each client and date.

    `column` is the date's; `another` is the code of an id that belongs to another date. `first`
    stores a row unless its id or its date is taken, by dialect; `held` locks that of a date.
    """

    model: type[Any]
    column: str
    another: str
    first: Mapping[str, Any]
    held: Select[*tuple[Any, ...]]


class Stored(NamedTuple):
    """What is stored for a date now: whether an upload was its first, or told nothing new."""

    row: Any
    is_first: bool
    is_known: bool


def dated_table(model: type[Base], column: str, another: str) -> DatedTable:
    """Return a table with its statements, to be built once."""
    table: Any = model.__table__
    first = {
        name: dialect.insert(table).on_conflict_do_nothing().returning(table)
        for name, dialect in DIALECTS.items()
    }
    of_date = table.c.client_id == bindparam("client"), table.c[column] == bindparam("on")
    return DatedTable(
        model, column, another, first, select(table).where(*of_date).with_for_update()
    )


async def store(
    session: AsyncSession, table: DatedTable, on: date, id: UUID, upload: Upload, me: Caller
) -> Stored:
    """Store an upload of a date, unless what holds there prevails.

    An id of somebody else is NotFound, one of another date a Conflict.
    """
    first = await _insert(session, table, on, id, upload, me)
    if first is not None:
        return Stored(first, is_first=True, is_known=False)
    held = await fetch_one(session, table.held, {"client": me.id, "on": on})
    if held is None or held.id != id:
        await _require_own(session, table, on, id, me, upload.received_at)
    if held is not None and upload.is_told_by(held):
        return Stored(held, is_first=False, is_known=True)
    return Stored(await _hold(session, table, on, upload, me), is_first=False, is_known=False)


def holds(row: Any, upload: Upload) -> bool:
    """Tell whether what is stored is this upload, as it came now."""
    came = (row.received_at, row.recorded_at, row.digest)
    return bool(came == (upload.received_at, upload.recorded_at, upload.digest))


async def _require_own(
    session: AsyncSession, table: DatedTable, on: date, id: UUID, me: Caller, now: datetime
) -> None:
    named = await access.own_or_absent(session, table.model, id, me, now)
    if named is not None and getattr(named, table.column) != on:
        raise Conflict(code=table.another, title="This id belongs to another date.")


async def take_back(
    session: AsyncSession, table: DatedTable, on: date, upload: Upload, me: Caller
) -> Any:
    """Return what is stored for the date now that an upload took back what was said before it.

    That is remembered even if what it takes back has not come yet.
    """
    first = await _insert(session, table, on, new_id(), upload, me)
    return first or await _hold(session, table, on, upload, me)


async def list_rows(
    session: AsyncSession, table: DatedTable, client_id: UUID, span: DateRange, pages: Paging
) -> tuple[list[Any], str | None]:
    """Return a page of a client's rows in a range of dates, oldest first, and the next cursor."""
    on = getattr(table.model, table.column)
    mine = table.model.client_id == client_id
    query = select(table.model).where(mine, table.model.undone.is_(False))
    if span.from_on:
        query = query.where(on >= span.from_on)
    if span.to_on:
        query = query.where(on <= span.to_on)
    rows = list(await session.scalars(pages.select(query, on, table.model.id)))
    return pages.cut(rows, lambda row: (getattr(row, table.column), row.id))


async def _insert(
    session: AsyncSession, table: DatedTable, on: date, id: UUID, upload: Upload, me: Caller
) -> Any:
    head = {"id": id, "created_at": upload.received_at, "client_id": me.id, table.column: on}
    answers = table.model.blank if upload.answers is None else {}
    columns = {**head, **answers, **table.model.columns_of(upload)}
    return await fetch_one(session, table.first, columns)


async def _hold(
    session: AsyncSession, table: DatedTable, on: date, upload: Upload, me: Caller
) -> Any:
    query = select(table.model).filter_by(client_id=me.id, **{table.column: on}).with_for_update()
    # Read again under the lock: another upload may have changed it since.
    row = (await session.scalars(query.execution_options(populate_existing=True))).one()
    await hold(session, row, upload)
    return row
