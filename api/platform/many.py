"""One statement for many clients: rows by a list of ids, or by a range of dates per client."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Dialect,
    Select,
    Text,
    TypeDecorator,
    Uuid,
    any_,
    bindparam,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from api.platform.statements import fetch

# One parameter for all spans, so that a statement is compiled once for any number of them.
_READ = {
    "postgresql": "SELECT CAST(each ->> 0 AS UUID) AS client_id,"
    " CAST(each ->> 1 AS DATE) AS from_on, CAST(each ->> 2 AS DATE) AS to_on"
    " FROM jsonb_array_elements(CAST(:spans AS JSONB)) AS each",
    "sqlite": "SELECT value ->> 0 AS client_id, value ->> 1 AS from_on, value ->> 2 AS to_on"
    " FROM json_each(:spans)",
}
SPANS = {
    name: text(sql).columns(client_id=Uuid(), from_on=Date(), to_on=Date()).subquery("spans")
    for name, sql in _READ.items()
}
"""The spans as a table, by dialect; execute a statement on it with `parameters(spans)`."""
Within = Mapping[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of dates of one client, both ends included."""

    client_id: UUID
    from_on: date
    to_on: date


def within(query: Select[*tuple[Any, ...]], client_id: Any, on: Any) -> Within:
    """Return the query limited to rows within spans, by dialect; build it once, at module level."""
    return {
        name: _of_each(name, query.where(client_id == span.c.client_id), on)
        for name, span in SPANS.items()
    }


async def read_within(session: AsyncSession, query: Within, spans: Iterable[Span]) -> Sequence[Any]:
    """Return the rows within these spans; a row that lies in two spans is returned twice."""
    return await fetch(session, query, parameters(spans))


def parameters(spans: Iterable[Span]) -> dict[str, str]:
    """Return the parameters of a statement on `SPANS`."""
    told = [
        (each.client_id.hex, each.from_on.isoformat(), each.to_on.isoformat()) for each in spans
    ]
    return {"spans": json.dumps(told)}


def among(column: Any) -> ColumnElement[bool]:
    """Return the condition that a column equals one of the UUIDs in the parameter `ids`."""
    return _Among(column)


def _of_each(dialect: str, query: Select[*tuple[Any, ...]], on: Any) -> Select[*tuple[Any, ...]]:
    span = SPANS[dialect]
    of_one = query.where(on.between(span.c.from_on, span.c.to_on))
    if dialect != "postgresql":
        return of_one
    # LATERAL, span by span: PostgreSQL would take the dates for any dates and scan the whole table.
    rows = of_one.offset(0).lateral("rows")
    return select(*rows.c).select_from(span.join(rows, true()))


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002
        # It is a condition already: compared with 1, as SQLite's booleans are, it finds no index.
        return self


@compiles(_Among, "postgresql")
def _any(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    # One array, however long: a list of parameters is written out anew for each execution.
    (column,) = element.clauses
    return compiler.process(column == any_(bindparam("ids", type_=ARRAY(Uuid()))), **more)


@compiles(_Among)
def _in(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    # One text of all of them, for the same reason.
    (column,) = element.clauses
    ids = compiler.process(bindparam("ids", type_=_Ids()), **more)
    listed = f"(SELECT value FROM json_each({ids}))"  # noqa: S608 -- the name of a parameter
    return f"{compiler.process(column, **more)} IN {listed}"


class _Ids(TypeDecorator[Collection[UUID]]):
    """UUIDs as SQLite has them, in one text of JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[UUID] | None, _: Dialect) -> str:
        return json.dumps([each.hex for each in value or ()])
