"""The engine of the seeding: its file is its own until it is whole, so nothing waits for a disk."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from aiosqlite import Connection
from sqlalchemy import event

from api.platform.db import Sessions, open_sessions
from api.platform.settings import Settings

Answer = TypeVar("Answer")


class AtOnce(Connection):
    """A connection that asks SQLite in the thread of whoever asks, since nobody else waits.

    To hand each of some 150,000 questions to another thread takes longer than most answers.
    """

    def __init__(self, *where: Any, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, *where, **options), iter_chunk_size=64)
        # It opens and closes the file. A seeding that breaks off must not wait for it.
        self._thread.daemon = True

    async def _execute(self, fn: Callable[..., Answer], *args: Any, **options: Any) -> Answer:
        return fn(*args, **options)


def open_alone(settings: Settings) -> Sessions:
    """Return sessions for a database that nobody else uses yet.

    A SQLite file is not safe from a loss of power until it is closed and synchronized.
    """
    sessions = open_sessions(settings)
    if settings.is_sqlite:
        event.listen(sessions.engine.sync_engine, "do_connect", _ask_at_once)
        event.listen(sessions.engine.sync_engine, "connect", _wait_for_no_disk)
    return sessions


def _ask_at_once(_: Any, __: Any, ___: Any, options: dict[str, Any]) -> None:
    options["async_creator_fn"] = AtOnce


def _wait_for_no_disk(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
