"""Runs statements that are built once on the driver's own connection, in a session's transaction.

What SQLAlchemy does for each execution costs several times what the driver does, and none of it is
needed for a statement that never changes: it is compiled once for a dialect, and rows are tuples.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Connection, Dialect, Float, Uuid
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

# Far more than are built at module level; one that is built for each request finds no room.
KNOWN = 1024
# SQLite stores texts, and making an id of one costs more than reading the row.
IDS = 4096
# In the `info` of a session, its `leases.Lease`.
LEASE = "lease"
KINDS: tuple[tuple[Any, type[DBAPIError]], ...] = (
    ((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError), IntegrityError),
    (sqlite3.OperationalError, OperationalError),
    (asyncpg.InterfaceError, InterfaceError),
)
FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    sqlite3.Error,
    OSError,
)
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
    if not rows:
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


class Driver:
    """The driver's connection of a transaction, and how something is said to it."""

    def __init__(self, connection: Connection) -> None:
        self.dialect, self._connection = connection.dialect, connection
        self._around: Any = connection.connection.dbapi_connection
        self.own: Any = connection.connection.driver_connection

    @property
    def is_valid(self) -> bool:
        """Whether the connection is still there."""
        return not self._connection.invalidated

    async def say(self, sql: str) -> None:
        """Begin or end a transaction in the plainest way, which is none of the usual ones."""
        try:
            await self._say(sql)
        except FAULTS as error:
            raise self.told(error) from error
        except BaseException:
            # Who is cancelled does not know how far it came.
            self._connection.invalidate()
            raise

    def say_at_once(self, sql: str) -> None:
        """Say the same where SQLAlchemy waits."""
        self._around.run_async(lambda _: self.say(sql))

    async def _say(self, sql: str) -> None:
        if self.dialect.name == "postgresql":
            await self.own.execute(sql)
        # What SQLite could not do, it may have rolled back by itself.
        elif sql != "ROLLBACK" or self.own.in_transaction:
            await self.own.execute_fetchall(sql, ())

    async def run(self, sql: str, given: Sequence[Any]) -> Any:
        """Run a statement; return its rows."""
        if self.dialect.name == "postgresql":
            return await self.own.fetch(sql, *given)
        return await self.own.execute_fetchall(sql, given)

    async def run_many(self, sql: str, given: Sequence[Any]) -> None:
        """Run a statement once for each of these: for all of them, or for none."""
        if self.dialect.name == "postgresql":
            await self.own.executemany(sql, given)
            return
        # As asyncpg has it of its own accord.
        is_alone = not self.own.in_transaction
        if is_alone:
            await self._say("BEGIN IMMEDIATE")
        try:
            await self.own.executemany(sql, given)
        except BaseException:
            if is_alone:
                await self._say("ROLLBACK")
            raise
        if is_alone:
            await self._say("COMMIT")

    def told(self, error: Exception) -> Exception:
        """Return an error as SQLAlchemy tells it; a connection that is lost leaves the pool."""
        kind = next((kind for of, kind in KINDS if isinstance(error, of)), DBAPIError)
        # What an end in the middle of something is to asyncpg, before it knows of the end.
        is_lost = isinstance(error, asyncpg.InternalClientError)
        if self.dialect.name == "postgresql":
            is_lost = is_lost or self.own.is_closed()
        if is_lost:
            self._connection.invalidate(error)
        return kind(None, None, error, hide_parameters=True, connection_invalidated=is_lost)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement of one dialect.

    `inputs` has for each place a name and no constant, or none and a constant; `converts` turn a
    value into what the driver takes. `outputs` do the opposite with the columns at their places.
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
    driver: Driver = await session.info[LEASE].take_for(session)
    return driver


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
    make: Callable[[Any], Any] = made._make
    return make


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
