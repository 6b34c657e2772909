"""Runs statements that are built once on the driver's own connection, in a session's transaction.

What SQLAlchemy does for each execution costs several times what the driver does, and none of it is
needed for a statement that never changes: it is compiled once for a dialect, and rows are tuples.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Float, Uuid
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from api.platform.drivers import FAULTS, Driver
from api.platform.leases import LEASE, Lease

# Far more than are built at module level; one that is built for each request finds no room.
KNOWN = 1024
# SQLite stores texts, and making an id of one costs more than reading the row.
IDS = 4096
ByDialect = Mapping[str, Executable]
Convert = Callable[[Any], Any]


async def fetch(
    session: AsyncSession, statement: Executable | ByDialect, values: Mapping[str, Any]
) -> Sequence[Any]:
    """Return the rows of a statement as named tuples of its columns; none if it returns none.

    The statement, or each of those by dialect, is one that was built once, and takes the same names
    each time: the columns of an INSERT, or the parameters of any other. What the session has not
    written yet is written before. Raises the errors of SQLAlchemy.
    """
    driver = await _driver_of(session)
    one = statement[driver.dialect.name] if isinstance(statement, Mapping) else statement
    compiled = _compile(one, driver.dialect, tuple(values))
    try:
        rows = await driver.run(compiled.sql, compiled.given(values))
    except FAULTS as error:
        raise driver.told(error) from error
    return compiled.shown(rows)


async def run_many(
    session: AsyncSession, statement: Executable, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Run a statement that returns nothing once for each row, all of which have the same names.

    For all of them or for none, even where there is no transaction.
    """
    if len(rows) < 2:
        # One needs no transaction of its own.
        for row in rows:
            await fetch(session, statement, row)
        return
    driver = await _driver_of(session)
    compiled = _compile(statement, driver.dialect, tuple(rows[0]))
    try:
        await driver.run_many(compiled.sql, [compiled.given(row) for row in rows])
    except FAULTS as error:
        raise driver.told(error) from error


async def fetch_one(
    session: AsyncSession, statement: Executable | ByDialect, values: Mapping[str, Any]
) -> Any:
    """Return the only row of a statement, or None; the first if there are more."""
    rows = await fetch(session, statement, values)
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement of one dialect.

    `inputs` has for each place a name and no constant, or none and a constant; and what turns a
    value into what the driver takes, if anything has to. `outputs` has the opposite for columns, by
    their places.
    """

    sql: str
    inputs: Sequence[tuple[str | None, Any, Convert | None]]
    make: Callable[[Any], Any]
    outputs: Sequence[tuple[int, Convert]]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """Return what is given to the driver, by place."""
        return [
            constant if name is None else convert(values[name]) if convert else values[name]
            for name, constant, convert in self.inputs
        ]

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return rows of the driver as named tuples of what Python has."""
        if not self.outputs:
            return [self.make(row) for row in rows]
        found = []
        for row in rows:
            columns = list(row)
            for place, convert in self.outputs:
                columns[place] = convert(columns[place])
            found.append(self.make(columns))
        return found


async def _driver_of(session: AsyncSession) -> Driver:
    """Return the driver of a session that has written all its objects."""
    objects = session.sync_session
    if objects.autoflush and (objects.new or objects.dirty or objects.deleted):
        await session.flush()
    if objects.in_nested_transaction():
        # The session begins a savepoint only when it is asked for the connection.
        await session.connection()
    lease: Lease = session.info[LEASE]
    return await lease.take_for(session)


@lru_cache(maxsize=KNOWN)
def _compile(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Compiled:
    compiled = statement.compile(
        dialect=dialect, column_keys=names if statement.is_insert else None
    )
    if compiled.prefetch:
        raise TypeError(f"to be given as well: {[each.name for each in compiled.prefetch]}")
    state = compiled.construct_expanded_state(dict.fromkeys(names))
    if not state.parameter_expansion.keys().isdisjoint(names):
        raise TypeError(f"a list cannot be given, see `many.among`: {[*state.parameter_expansion]}")
    columns = tuple(statement.exported_columns.items())
    return Compiled(
        state.statement,
        [_input(compiled, name, names, state.parameters) for name in state.positiontup],
        _row(name for name, _ in columns),
        [(at, convert) for at, (_, of) in enumerate(columns) if (convert := _output(of, dialect))],
    )


def _row(names: Iterable[str]) -> Callable[[Any], Any]:
    made: Any = namedtuple("Row", list(names), rename=True)  # type: ignore[misc]
    # As `_make` does, without counting the columns of each row.
    return partial(tuple.__new__, made)


def _input(
    compiled: SQLCompiler, name: str, names: Sequence[str], constants: Mapping[str, Any]
) -> tuple[str | None, Any, Convert | None]:
    # What is not known by name is an element of a list of plain constants.
    convert = None
    if name in compiled.binds:
        kind = compiled.binds[name].type.dialect_impl(compiled.dialect)
        convert = kind.bind_processor(compiled.dialect)
    if name in names:
        return name, None, convert
    constant = constants[name]
    return None, convert(constant) if convert else constant, None


def _output(column: Any, dialect: Dialect) -> Convert | None:
    if isinstance(column.type, Float):
        # Which both drivers have as floats; SQLAlchemy would ask what the server calls them.
        return None
    found: Convert | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return _id_of if found and isinstance(column.type, Uuid) else found


@lru_cache(maxsize=IDS)
def _id_of(text: str | None) -> UUID | None:
    """Return an id of SQLite's; the same few come again with each statement of a transaction."""
    return None if text is None else UUID(int=int(text, 16))
