"""The rows of a copy: read some hundreds at a time, and kept packed until they are written out.

So a client's ten years take a few megabytes, and everything of an archive is made of the same rows.
"""

import asyncio
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from api.exports.columns import Held, Reader
from api.platform.db import Sessions, transaction
from api.platform.instants import utc_text
from api.tables import Account

Row = dict[str, Any]
PAGE = 500
# Columns that name a person by id.
PEOPLE = (
    "acknowledged_by",
    "actor_id",
    "asked_by",
    "created_by",
    "resumed_by",
    "therapist_id",
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each table that a reader gets, as JSON has them, by the table's name."""

    packed: dict[str, list[bytes]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, of which some hundreds are unpacked at once."""
        for page in self.packed.get(table, ()):
            yield from _unpacked(page)

    def change(self, table: str, into: Callable[[Row], Row]) -> None:
        """Replace each row of a table by another one."""
        pages = self.packed.get(table, [])
        pages[:] = [_pack([into(row) for row in _unpacked(page)]) for page in pages]

    def one(self, table: str) -> Row:
        """Return the only row of a table."""
        return next(self[table])

    def by_id(self, table: str) -> dict[str, Row]:
        """Return the rows of a table that never has many, by their ids."""
        return {row["id"]: row for row in self[table]}

    def standing(self, table: str) -> Iterator[Row]:
        """Yield what was told and holds: not what was taken back, or says nothing."""
        return (row for row in self[table] if not row["undone"] and row.get("answered", True))


async def read_rows(
    sessions: Sessions, tables: Iterable[Held], client_id: UUID, reader: Reader
) -> Rows:
    """Read all that a reader gets of a client, each page in a transaction of its own."""
    found = Rows()
    for held in tables:
        columns = held.columns(reader)
        if columns:
            found.packed[held.name] = await _read(sessions, held, columns, client_id, reader)
    return found


async def read_people(sessions: Sessions, rows: Rows, client_id: UUID) -> list[Row]:
    """Return the people of her practice whom these rows name, and herself, by name and role."""
    ids = await asyncio.to_thread(_named, rows)
    her = select(Account.practice_id).where(Account.id == client_id).scalar_subquery()
    query = (
        select(Account.id, Account.name, Account.role)
        .where(Account.id.in_({client_id, *ids}), Account.practice_id == her)
        .order_by(Account.id)
    )
    async with transaction(sessions, write=False) as session:
        return [plain(row._mapping) for row in await session.execute(query)]


def plain(row: Mapping[Any, Any]) -> Row:
    """Return a row as JSON has it: instants in UTC, wall times as 08:30."""
    return {str(name): _plain(value) for name, value in row.items()}


async def _read(
    sessions: Sessions, held: Held, columns: Sequence[str], client_id: UUID, reader: Reader
) -> list[bytes]:
    # Those that lead to the next page are read, too, whoever gets them.
    there: Any = held.model.__table__.columns
    key = [there[name] for name in (*held.by.split(), "id")]
    needed = [there[name] for name in columns] + [each for each in key if each.name not in columns]
    query = select(*needed).where(*held.which(client_id, reader)).order_by(*key).limit(PAGE)
    page, pages = query, []
    while True:
        async with transaction(sessions, write=False) as session:
            found = (await session.execute(page)).all()
        if found:
            pages.append(await asyncio.to_thread(_packed, found, columns))
        if len(found) < PAGE:
            return pages
        page = query.where(_after(key, found[-1]._mapping))


def _after(key: Sequence[ColumnElement[Any]], last: Any) -> ColumnElement[bool]:
    """Return the condition of the rows that come after one, by a key of several columns."""
    first, *rest = key
    later = first > last[first.name]
    return or_(later, and_(first == last[first.name], _after(rest, last))) if rest else later


def _packed(found: Sequence[Any], columns: Sequence[str]) -> bytes:
    return _pack([plain({name: row._mapping[name] for name in columns}) for row in found])


def _pack(rows: list[Row]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode())


def _unpacked(page: bytes) -> list[Row]:
    found: list[Row] = json.loads(zlib.decompress(page))
    return found


def _named(rows: Rows) -> set[UUID]:
    found = (row.get(name) for table in rows.packed for row in rows[table] for name in PEOPLE)
    return {UUID(each) for each in found if each}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, UUID) else value
