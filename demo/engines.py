"""The engine of the seeding: its file is its own until it is whole, so nothing waits for a disk."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.util.concurrency import await_

from api.platform.db import Sessions, open_sessions
from api.platform.settings import Settings


class Cursor(sqlite3.Cursor):
    """A cursor of which SQLAlchemy may ask to close it without waiting."""

    async def _async_soft_close(self) -> None:
        """Do nothing: what has not been read is read from here."""


class AtOnce(sqlite3.Connection):
    """A connection that asks SQLite in the thread of whoever asks, since nobody else waits.

    To hand each of some 150,000 questions to another thread takes longer than most answers. It
    stands in for the driver's connection and for the one that SQLAlchemy puts around it.
    """

    @property
    def _connection(self) -> "AtOnce":
        return self

    def cursor(self, *_: Any) -> "Cursor":  # type: ignore[override]
        """Return a cursor. SQLAlchemy insists on having waited for something in each execution."""
        await_(_nothing())
        return super().cursor(Cursor)

    async def execute_fetchall(self, sql: str, given: Any) -> list[Any]:
        """Run a statement; return its rows."""
        return self.execute(sql, given).fetchall()

    async def executemany(self, sql: str, given: Any) -> None:  # type: ignore[override]
        """Run a statement once for each of these."""
        super().executemany(sql, given)

    def run_async(self, ask: Callable[[Any], Awaitable[Any]]) -> Any:
        """Ask it something."""
        return await_(ask(self))

    def terminate(self) -> None:
        """Close it."""
        self.close()


async def _nothing() -> None:
    pass


def open_alone(settings: Settings) -> Sessions:
    """Return sessions for a database that nobody else uses yet.

    A SQLite file is not safe from a loss of power until it has been copied.
    """
    sessions = open_sessions(settings)
    if settings.is_sqlite:
        event.listen(sessions.engine.sync_engine, "do_connect", _connect)
        event.listen(sessions.engine.sync_engine, "connect", _wait_for_no_disk)
    return sessions


def _connect(_: Any, __: Any, arguments: list[Any], options: dict[str, Any]) -> AtOnce:
    return sqlite3.connect(*arguments, **options, factory=AtOnce)


def _wait_for_no_disk(connection: AtOnce, _: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
