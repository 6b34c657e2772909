"""The driver's own connection: what is said to it, and how its errors are told."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

# Writers of SQLite take the lock at once: it fails a read that becomes a write instead of waiting.
BEGIN = {"postgresql": "BEGIN", "sqlite": "BEGIN IMMEDIATE"}
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
            await self._say(BEGIN["sqlite"])
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
