"""`carryover restore`: the database is what it was when the backup was made, or as it is now."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pyrage
import pytest
from alembic import command

from api.platform.database_urls import file_of
from api.platform.db import Sessions
from api.platform.migrate import alembic_config
from tests.commands.acting import made_here, stand_in, told_here
from tests.commands.stored import note, on, open_practices, practices, rows
from tests.databases import migrate, settings_for

ONLY_POSTGRESQL = pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
ONLY_SQLITE = pytest.mark.parametrize("own_url", ["sqlite"], indirect=True)


class Key:
    """A key pair of age, and the file with its secret half."""

    def __init__(self, folder: Path) -> None:
        key = pyrage.x25519.Identity.generate()
        self.file, self.public = folder / "key.txt", str(key.to_public())
        self.file.write_text(f"# created: today\n# public key: {self.public}\n{key}\n")


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return Key(tmp_path)


@pytest.fixture
def kept(own_url: str, own_env: dict[str, str], tmp_path: Path) -> Path:
    """A backup of a database that has other rows by now."""
    open_practices(own_url, "before")
    made_here("backup", tmp_path / "kept", env=own_env)
    open_practices(own_url, "after")
    return tmp_path / "kept"


def test_all_that_was_there_is_there_again_and_nothing_else(own_url, own_env, kept):
    made_here("restore", kept, "--force", env=own_env)
    assert practices(own_url) == ["before"]


def test_an_encrypted_one_is_opened_by_its_key_alone(own_url, own_env, tmp_path, key):
    open_practices(own_url, "before")
    path = tmp_path / "kept"
    made_here("backup", path, "--recipient", key.public, env=own_env)
    open_practices(own_url, "after")
    (tmp_path / "other").mkdir()
    other = Key(tmp_path / "other").file
    for options, words in (
        ((), "Name the file with the secret key by --identity"),
        (("--identity", tmp_path / "none"), "cannot be read"),
        (("--identity", path), "cannot be read"),
        (("--identity", other), "none of its keys opens"),
    ):
        assert words in told_here("restore", path, "--force", *options, env=own_env)
    assert len(practices(own_url)) == 2
    made_here("restore", path, "--force", "--identity", key.file, env=own_env)
    assert practices(own_url) == ["before"]
    assert {each.name for each in tmp_path.iterdir() if "restore" in each.name} == set()


def test_without_the_file_of_erasures_that_is_named_nothing_is_touched(own_url, own_env, kept):
    env = own_env | {"CARRYOVER_ERASED_FILE": str(kept.with_name("nowhere"))}
    assert "CARRYOVER_ERASED_FILE: there is no" in told_here("restore", kept, "--force", env=env)
    assert practices(own_url) == ["after", "before"]
    kept.with_name("nowhere").touch()
    assert made_here("restore", kept, "--force", env=env)["erasures_read"] == 0


def test_rows_are_replaced_by_force_alone(own_url, own_env, kept):
    assert "--force" in told_here("restore", kept, env=own_env)
    assert practices(own_url) == ["after", "before"]


def test_a_database_without_rows_needs_no_force(own_env, kept, tmp_path, request):
    fresh = f"sqlite:///{tmp_path}/fresh/c.db"
    if not own_env["CARRYOVER_DATABASE_URL"].startswith("sqlite"):
        fresh = own_env["CARRYOVER_DATABASE_URL"]
        asyncio.run(emptied(fresh))
    made_here("restore", kept, env=own_env | {"CARRYOVER_DATABASE_URL": fresh})
    assert practices(fresh) == ["before"]


async def emptied(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()


def test_triggers_and_constraints_come_back_too(own_url, own_env, kept):
    note(own_url, 1)
    made_here("backup", kept.with_name("second"), env=own_env)
    made_here("restore", kept.with_name("second"), "--force", env=own_env)
    for broken in ("DELETE FROM audit_events", "INSERT INTO practices (id) VALUES (NULL)"):
        with pytest.raises(Exception, match=r"never changed|NOT NULL|not-null"):
            rows(own_url, broken)


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def changed(data: bytes) -> bytes:
    """Return it with more than a page of SQLite turned over, of which one has its head in there.

    A change within the text of a row shows in the file's digest alone.
    """
    at, after = len(data) // 2, len(data) // 2 + 5_000
    return data[:at] + bytes(~byte & 255 for byte in data[at:after]) + data[after:]


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("damage", [cut, changed])
def test_a_damaged_one_changes_nothing(own_url, own_env, tmp_path, key, damage, encrypted):
    # Enough that the middle of the file is rows.
    open_practices(own_url, *(f"{n:04} " + f"{n * 7919:x}" * 50 for n in range(2000)))
    to, by = (("--recipient", key.public), ("--identity", key.file)) if encrypted else ((), ())
    made_here("backup", tmp_path / "kept", *to, env=own_env)
    path = tmp_path / "damaged"
    path.write_bytes(damage((tmp_path / "kept").read_bytes()))
    open_practices(own_url, "after")
    assert "damaged" in told_here("restore", path, "--force", *by, env=own_env)
    assert len(practices(own_url)) == 2001


def test_what_is_no_backup_is_said(own_url, own_env, tmp_path):
    for name, data in (("empty", b""), ("text", b"of somebody else"), ("zip", b"PK\3\4" * 99)):
        (tmp_path / name).write_bytes(data)
        assert "is no backup" in told_here("restore", tmp_path / name, env=own_env)
    assert "No such file" in told_here("restore", tmp_path / "none", env=own_env)


@ONLY_SQLITE
def test_another_programs_file_is_no_backup(own_url, own_env, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE practices (name TEXT)")
    assert "no backup of Carryover's" in told_here("restore", tmp_path / "other", env=own_env)


def test_one_of_the_other_database_is_refused(own_env, kept, tmp_path, postgres, sqlite_template):
    if own_env["CARRYOVER_DATABASE_URL"].startswith("sqlite"):
        env, words = own_env | {"CARRYOVER_DATABASE_URL": postgres}, "of a SQLite database"
    else:
        shutil.copy(sqlite_template, tmp_path / "c.db")
        url = f"sqlite:///{tmp_path}/c.db"
        env, words = own_env | {"CARRYOVER_DATABASE_URL": url}, "of a PostgreSQL database"
    assert words in told_here("restore", kept, "--force", env=env)


def migrated(url: str, way: Any, to: str) -> None:
    async def run(sessions: Sessions) -> None:
        async with sessions.engine.connect() as connection:
            await connection.run_sync(lambda own: way(alembic_config(own), to))
            await connection.commit()

    on(url, run)


def test_one_of_an_earlier_version_is_brought_to_this_ones_schema(own_url, own_env, tmp_path):
    migrated(own_url, command.downgrade, "0025")
    open_practices(own_url, "before")
    told = made_here("backup", tmp_path / "kept", env=own_env)
    assert (told["revision"], told["audit_end"]) == ("0025", None)
    migrate(own_url)
    made_here("restore", tmp_path / "kept", "--force", env=own_env)
    assert practices(own_url) == ["before"]
    assert rows(own_url, "SELECT * FROM audit_heads") == []


def test_one_of_a_later_version_is_refused_and_nothing_changes(own_url, own_env, tmp_path):
    def set_version(version: str) -> None:
        async def run(sessions: Sessions) -> None:
            async with sessions.engine.begin() as connection:
                await connection.exec_driver_sql(
                    f"UPDATE alembic_version SET version_num = '{version}'"
                )

        on(own_url, run)

    ((now,),) = rows(own_url, "SELECT version_num FROM alembic_version")
    set_version("9999")
    made_here("backup", tmp_path / "kept", env=own_env)
    set_version(now)
    open_practices(own_url, "after")
    line = told_here("restore", tmp_path / "kept", "--force", env=own_env)
    assert "of a newer version" in line
    assert practices(own_url) == ["after"]


def test_nothing_is_replaced_under_a_process_that_has_it_open(own_url, own_env, kept):
    if own_url.startswith("sqlite"):
        with closing(sqlite3.connect(file_of(settings_for(own_url)))) as other:
            other.execute("SELECT count(*) FROM practices").fetchall()
            line = told_here("restore", kept, "--force", env=own_env)
    else:

        async def held() -> str:
            connection = await asyncpg.connect(own_url)
            try:
                return await asyncio.to_thread(told_here, "restore", kept, "--force", env=own_env)
            finally:
                await connection.close()

        line = asyncio.run(held())
    assert "Stop API and worker" in line
    assert practices(own_url) == ["after", "before"]


@ONLY_POSTGRESQL
def test_a_program_that_ends_in_the_middle_changes_nothing(own_url, own_env, kept, tmp_path):
    half = '[ "$1" = --version ] && exec $real "$@"\n$real "$@" | head -c 9000\nexit 1'
    tools = stand_in(tmp_path / "tools", "pg_restore", half)
    env = own_env | {"CARRYOVER_POSTGRES_TOOLS": tools}
    assert "damaged" in told_here("restore", kept, "--force", env=env)
    assert practices(own_url) == ["after", "before"]


@ONLY_POSTGRESQL
def test_what_the_server_does_not_take_is_told_without_a_row(own_url, own_env, kept, tmp_path):
    bad = '[ "$1" = --version ] && exec $real "$@"\n$real "$@" | sed "s/\\tUTC/\\tUTC\\tsecret/"'
    tools = stand_in(tmp_path / "tools", "pg_restore", bad)
    line = told_here("restore", kept, "--force", env=own_env | {"CARRYOVER_POSTGRES_TOOLS": tools})
    assert "SQLSTATE 22P04" in line
    assert "secret" not in line
    assert practices(own_url) == ["after", "before"]


@ONLY_SQLITE
def test_a_damaged_database_is_replaced_by_force(own_url, own_env, kept):
    file = file_of(settings_for(own_url))
    file.write_bytes(b"what was once a database" * 1000)
    assert "is damaged. With --force" in told_here("restore", kept, env=own_env)
    made_here("restore", kept, "--force", env=own_env)
    assert practices(own_url) == ["before"]
