"""The database of the demo: finding its file, locking it, and reading what was seeded."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, func, inspect, select

from api.platform.database_urls import SETTING, file_of
from api.platform.db import Sessions, open_sessions, transaction
from api.platform.migrate import upgrade
from api.platform.settings import Settings
from api.rules.instants import zone
from api.tables import Client, Practice
from demo.plots import BERLIN
from demo.refusals import CannotDemo
from demo.seed import DAYS_TOLD
from demo.stories import PRACTICE, STORIES

# The files that SQLite leaves beside a database that was not closed properly.
COMPANIONS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Seeding:
    """A seeded demo: the date on which its stories end, and whether the seeding was completed."""

    today: date
    whole: bool


def database_file(settings: Settings) -> Path | None:
    """Return the SQLite file of these settings, or None for a database server."""
    if not settings.is_sqlite:
        return None
    return file_of(settings)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Lock a file against other demos, which might move it while this one uses it."""
    with _lock_beside(file) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotDemo(f"Another demo is running on {file}.") from None
        yield


def _lock_beside(file: Path) -> IO[str]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.with_name(f"{file.name}.lock").open("w")
    except OSError as error:
        raise CannotDemo(f"{SETTING}: {file} cannot be made ({error.strerror}).") from None


async def read_seeding(settings: Settings) -> Seeding | None:
    """Return what was seeded into a database, None if it is empty; migrate it.

    Raises CannotDemo if it holds anything else: the demo never touches real data.
    """
    sessions = open_sessions(settings)
    try:
        found = await _read(sessions)
        await upgrade(sessions)
    finally:
        await sessions.engine.dispose()
    return found


async def _read(sessions: Sessions) -> Seeding | None:
    async with sessions.engine.connect() as connection:
        if not await connection.run_sync(_has_tables):
            return None
    async with transaction(sessions, write=False) as session:
        practices = (await session.execute(select(Practice.name, Practice.created_at))).all()
        clients = await session.scalar(select(func.count()).select_from(Client)) or 0
    if not practices:
        return None
    name, opened_at = practices[0]
    if len(practices) > 1 or name != PRACTICE:
        raise CannotDemo("The database holds another practice than the demo's. Name another one.")
    today = opened_at.astimezone(zone(BERLIN)).date() + timedelta(days=DAYS_TOLD)
    return Seeding(today, clients >= len(STORIES))


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(Practice.__tablename__)


def remove(file: Path) -> None:
    """Delete a SQLite file and its companion files."""
    for each in _with_companions(file):
        with suppress(FileNotFoundError):
            each.unlink()


def move(file: Path, to: Path) -> None:
    """Rename a SQLite file and its companion files."""
    remove(to)
    for old, new in zip(_with_companions(file), _with_companions(to), strict=True):
        with suppress(FileNotFoundError):
            old.rename(new)


def _with_companions(file: Path) -> list[Path]:
    return [file, *(file.with_name(file.name + end) for end in COMPANIONS)]
