"""What a phone hands in for a date, maybe twice, maybe out of order: what was recorded last holds.

The client and the date are the key; the id is the first phone's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.db import insert_into
from api.platform.http.errors import Conflict
from api.platform.http.paging import Paging
from api.platform.http.ranges import DateRange
from api.rules.uploads import Upload
from api.tables import Base

DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}


@dataclass(frozen=True, slots=True)
class DatedTable:
    """A table that has one row for each client and date, and where its earlier answers are kept.

    `column` is the date's; `another` is the code of an id that belongs to another date.
    """

    model: type[Any]
    column: str
    another: str
    first: Mapping[str, Any]
    edits: type[Base] | None = None


def insert_first(model: type[Base]) -> Mapping[str, Any]:
    """Return the statement, by dialect, that stores a row unless its id or its date is taken.

    To be built once: an insert built for each request costs twice the CPU.
    """
    table: Any = model.__table__
    return {
        name: dialect.insert(table).on_conflict_do_nothing().returning(table)
        for name, dialect in DIALECTS.items()
    }


async def store(
    session: AsyncSession, table: DatedTable, on: date, id: UUID, upload: Upload, me: Caller
) -> tuple[Any, bool]:
    """Return what is stored for the date now, and whether this upload is its first.

    An id of somebody else is NotFound, one of another date a Conflict.
    """
    now = upload.received_at
    key = {"client_id": me.id, table.column: on}
    first = await _insert(session, table, {"id": id, "created_at": now, **key}, upload)
    if first is not None:
        return first, True
    named = await access.own_or_absent(session, table.model, id, me, now)
    if named is not None and getattr(named, table.column) != on:
        raise Conflict(code=table.another, title="This id belongs to another date.")
    query = select(table.model).filter_by(**key).with_for_update()
    # Read again under the lock: another upload may have changed it since.
    row = (await session.scalars(query.execution_options(populate_existing=True))).one()
    if not await _is_replay(session, table, key, row, upload):
        await _merge(session, table, key, row, upload)
    return row, False


async def list_rows(
    session: AsyncSession, table: DatedTable, client_id: UUID, span: DateRange, pages: Paging
) -> tuple[list[Any], str | None]:
    """Return a page of a client's rows in a range of dates, oldest first, and the next cursor."""
    on = getattr(table.model, table.column)
    query = select(table.model).where(table.model.client_id == client_id)
    if span.from_on:
        query = query.where(on >= span.from_on)
    if span.to_on:
        query = query.where(on <= span.to_on)
    rows = list(await session.scalars(pages.select(query, on, table.model.id)))
    return pages.cut(rows, [row.id for row in rows])


async def _insert(
    session: AsyncSession, table: DatedTable, head: dict[str, Any], upload: Upload
) -> Row[Any] | None:
    insert = table.first[session.get_bind().dialect.name]
    # By the connection, since a row that is only shown need not become an object first.
    connection = await session.connection()
    return (await connection.execute(insert, {**head, **upload.columns})).one_or_none()


async def _is_replay(
    session: AsyncSession, table: DatedTable, key: dict[str, Any], row: Any, upload: Upload
) -> bool:
    """Tell whether this upload came before.

    `ordered_at` cannot tell alone: for a fast clock it is the time of receipt, new each time.
    """
    if row.holds(upload) or row.order == upload.order:
        return True
    if table.edits is None:
        return False
    same = {"recorded_at": upload.recorded_at, "digest": upload.digest}
    earlier = select(table.edits.id).filter_by(**key, **same)
    return await session.scalar(earlier.limit(1)) is not None


async def _merge(
    session: AsyncSession, table: DatedTable, key: dict[str, Any], row: Any, upload: Upload
) -> None:
    """Have the newer of the two hold, and keep the older one where the table has a history."""
    older = upload
    if upload.order > row.order:
        older = _of_row(row, upload.answers)
        row.take_over(upload)
    if table.edits is not None:
        insert = insert_into(session, table.edits).on_conflict_do_nothing()
        told = {**key, **older.told, "answers": older.answers}
        await session.execute(insert.values(created_at=upload.received_at, **told))


def _of_row(row: Any, names: Iterable[str]) -> Upload:
    answers = {name: getattr(row, name) for name in names}
    return Upload(answers, row.recorded_at, row.ordered_at, row.digest, row.received_at)
