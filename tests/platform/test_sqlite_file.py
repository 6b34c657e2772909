"""The files of a SQLite database are their owner's alone."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from structlog.testing import capture_logs

from api.platform.db import open_sessions, transaction
from commands.running import drivers_gone
from tests.databases import settings_for
from tests.waiting import WITHIN_S


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    """Let files be for everybody unless somebody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """Return the mode of each file in a folder, and of the folder."""
    found = {path.name: path.stat().st_mode for path in (folder, *folder.iterdir())}
    return {name: f"{stat.S_IMODE(mode):o}" for name, mode in found.items()}


async def write(file: Path) -> dict[str, str]:
    """Write into a database, and return the modes while it is in use."""
    sessions = open_sessions(settings_for(f"sqlite:///{file}"))
    try:
        async with transaction(sessions) as session:
            await session.execute(text("CREATE TABLE told (name TEXT)"))
        return modes(file.parent)
    finally:
        await sessions.engine.dispose()
        # One whose connection failed still says so to the loop.
        await drivers_gone(WITHIN_S)


PRIVATE = {"var": "700", "c.db": "600", "c.db-wal": "600", "c.db-shm": "600"}


async def test_a_new_database_and_its_folder_are_for_the_owner_alone(tmp_path):
    assert await write(tmp_path / "var" / "c.db") == PRIVATE


async def test_a_database_that_others_could_read_is_narrowed_and_that_is_told_once(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(0o755)
    (folder / "c.db").touch(0o644)
    with capture_logs() as lines:
        assert await write(folder / "c.db") == PRIVATE | {"var": "755"}
        (folder / "c.db").chmod(0o600)
    told = [{"file": line["file"], "mode": line["mode"]} for line in lines]
    assert told == [{"file": "c.db", "mode": "0644"}]


async def test_what_is_narrower_already_is_left_as_it_is(tmp_path):
    (tmp_path / "c.db").touch(0o400)
    with capture_logs() as lines:
        sessions = open_sessions(settings_for(f"sqlite:///{tmp_path / 'c.db'}"))
        async with sessions.engine.connect():
            assert modes(tmp_path)["c.db"] == "400"
        await sessions.engine.dispose()
    assert lines == []


async def test_what_is_no_database_keeps_its_mode(tmp_path):
    (tmp_path / "notes").write_text("of somebody else")
    (tmp_path / "notes").chmod(0o644)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    for name in ("notes", "shared"):
        with pytest.raises(DatabaseError):
            await write(tmp_path / name)
    found = modes(tmp_path)
    assert (found["notes"], found["shared"]) == ("644", "1777")


async def test_the_files_beside_a_database_are_narrowed_with_it(tmp_path):
    (tmp_path / "var").mkdir(0o700)
    with closing(sqlite3.connect(tmp_path / "var" / "c.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (name TEXT)")
        for name in PRIVATE.keys() - {"var"}:
            (tmp_path / "var" / name).chmod(0o644)
        assert await write(tmp_path / "var" / "c.db") == PRIVATE


async def test_its_name_is_read_in_one_way_wherever_it_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "my home" / "c.db"
    sessions = open_sessions(settings_for(f"sqlite:///{tmp_path}/my%20home/c.db?timeout=3"))
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE told (name TEXT)"))
    await sessions.engine.dispose()
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [file]
