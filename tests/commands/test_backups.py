"""`carryover backup`: one new file with all of the database as it is at a moment, or none."""

import fcntl
import hashlib
import os
import stat
from pathlib import Path
from threading import Event, Thread

import pyrage
import pytest

from tests.acting.forging import forge
from tests.commands.acting import here, made_here, stand_in, told_here
from tests.commands.stored import note, open_practices, rows
from tests.databases import named
from tests.processes import environment
from tests.waiting import WITHIN_S

ONLY_POSTGRESQL = pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
ONLY_SQLITE = pytest.mark.parametrize("own_url", ["sqlite"], indirect=True)
SECRET = "a-word-that-was-deleted"


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if not each.name.startswith("test.db")}


def test_it_is_a_new_file_for_its_owner_alone_and_is_told_as_json(own_url, own_env, tmp_path):
    open_practices(own_url, "One")
    note(own_url, 2)
    path = tmp_path / "kept" / "today"
    path.parent.mkdir()
    told = made_here("backup", path, env=own_env)
    data = path.read_bytes()
    ((revision,),) = rows(own_url, "SELECT version_num FROM alembic_version")
    ((link,),) = rows(own_url, "SELECT link FROM audit_heads")
    assert told.pop("made_at")
    assert told == {
        "path": str(path),
        "kind": own_url.partition(":")[0],
        "encrypted": False,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "revision": revision,
        "audit_end": f"2:{link}",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names_in(path.parent) == {"today"}


def test_what_stands_is_left_as_it_is(own_env, tmp_path):
    path = tmp_path / "today"
    path.write_text("of somebody else")
    assert "stands already" in told_here("backup", path, env=own_env)
    assert path.read_text() == "of somebody else"
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert "stands already" in told_here("backup", tmp_path / "dangling", env=own_env)


def test_what_a_killed_one_left_is_overwritten(own_env, tmp_path):
    (tmp_path / "today.part").write_text("half of it")
    made_here("backup", tmp_path / "today", env=own_env)
    assert names_in(tmp_path) == {"today"}


def test_a_folder_that_is_not_there_is_said(own_env, tmp_path):
    line = told_here("backup", tmp_path / "no" / "today", env=own_env)
    assert "No such file or directory" in line


def test_writers_go_on_and_every_transaction_is_in_it_whole_or_not_at_all(
    own_url, own_env, tmp_path
):
    begun, stop = Event(), Event()

    def write() -> None:
        while not stop.is_set():
            open_practices(own_url, "left", "right")
            begun.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert begun.wait(WITHIN_S)
        made_here("backup", tmp_path / "today", env=own_env)
        before_the_stop = len(rows(own_url, "SELECT id FROM practices"))
    finally:
        stop.set()
        writer.join()
    if own_url.startswith("sqlite"):
        copied = rows(f"sqlite:///{tmp_path}/today", "SELECT name FROM practices ORDER BY name")
        half = len(copied) // 2
        assert [name for (name,) in copied] == ["left"] * half + ["right"] * half
        assert 1 <= half <= before_the_stop


@ONLY_SQLITE
def test_what_was_deleted_is_not_in_a_copy(own_url, own_env, tmp_path):
    open_practices(own_url, *(f"{SECRET} {n}" for n in range(500)), "kept")
    forge(own_url, f"DELETE FROM practices WHERE name LIKE '{SECRET}%'")
    made_here("backup", tmp_path / "today", env=own_env)
    assert SECRET.encode() not in (tmp_path / "today").read_bytes()
    assert [name for (name,) in rows(own_url, "SELECT name FROM practices")] == ["kept"]


def test_an_encrypted_one_says_nothing_and_nothing_is_left_in_the_clear(own_url, own_env, tmp_path):
    open_practices(own_url, *(f"readable {n}" for n in range(50)))
    keys = [pyrage.x25519.Identity.generate() for _ in range(2)]
    options = [part for key in keys for part in ("--recipient", str(key.to_public()))]
    told = made_here("backup", tmp_path / "today", *options, env=own_env)
    data = (tmp_path / "today").read_bytes()
    assert told["encrypted"] is True
    assert data.startswith(b"age-encryption.org/v1\n")
    assert b"readable" not in data
    assert pyrage.decrypt(data, keys[:1]) == pyrage.decrypt(data, keys[1:])
    left = [each.name for each in tmp_path.iterdir() if "backup" in each.name]
    assert left == []


def test_what_is_no_public_key_is_said(own_env, tmp_path):
    secret = str(pyrage.x25519.Identity.generate())
    for wrong in ("age1xyz", secret, ""):
        line = told_here("backup", tmp_path / "today", "--recipient", wrong, env=own_env)
        assert line.startswith("--recipient: ")
        assert secret not in line
    assert names_in(tmp_path) == set()


def test_where_there_is_no_database_none_is_made(tmp_path):
    env = environment(f"sqlite:///{tmp_path}/none.db")
    assert "nothing of Carryover's" in told_here("backup", tmp_path / "today", env=env)
    assert list(tmp_path.iterdir()) == []


@ONLY_POSTGRESQL
def test_a_program_that_is_not_there_is_named(own_env, tmp_path):
    env = own_env | {"CARRYOVER_POSTGRES_TOOLS": str(tmp_path)}
    line = told_here("backup", tmp_path / "today", env=env)
    assert line.startswith("CARRYOVER_POSTGRES_TOOLS: there is no pg_dump in ")
    elsewhere = own_env | {"PATH": str(tmp_path)}
    del elsewhere["CARRYOVER_POSTGRES_TOOLS"]
    assert "no pg_dump on the PATH" in told_here("backup", tmp_path / "today", env=elsewhere)


@ONLY_POSTGRESQL
def test_a_program_that_is_older_than_the_server_is_said_with_what_to_install(own_env, tmp_path):
    old = stand_in(tmp_path / "old", "pg_dump", 'echo "pg_dump (PostgreSQL) 9.6.24 (Debian 9.6)"')
    line = told_here("backup", tmp_path / "today", env=own_env | {"CARRYOVER_POSTGRES_TOOLS": old})
    assert "is of version 9, the server of " in line
    assert "postgresql-client-" in line


@ONLY_POSTGRESQL
def test_one_that_fails_leaves_nothing(own_env, tmp_path):
    half = '[ "$1" = --version ] && exec $real "$@"\n$real "$@" | head -c 20000\n'
    half += 'echo "pg_dump: error: the disk is on fire" >&2\nexit 1'
    broken = stand_in(tmp_path / "broken", "pg_dump", half)
    env = own_env | {"CARRYOVER_POSTGRES_TOOLS": broken}
    assert "the disk is on fire" in told_here("backup", tmp_path / "today", env=env)
    assert names_in(tmp_path) == {"broken"}


@ONLY_POSTGRESQL
def test_the_password_is_in_no_argument_and_our_key_not_in_its_environment(
    own_url, own_env, tmp_path
):
    seen = tmp_path / "seen"
    spy = stand_in(
        tmp_path / "spy", "pg_dump", f'{{ echo "$@"; echo; env; }} >> {seen}\nexec $real "$@"'
    )
    url = named(
        own_url.replace("postgres@", "postgres:hunter2@"), own_url.split("?")[0].split("/")[-1]
    )
    env = own_env | {"CARRYOVER_DATABASE_URL": url, "CARRYOVER_POSTGRES_TOOLS": spy}
    made_here("backup", tmp_path / "today", env=env)
    arguments, _, rest = seen.read_text().partition("--format")[2].partition("\n\n")
    assert "hunter2" not in arguments
    assert "PGPASSWORD=hunter2" in rest
    assert env["CARRYOVER_SECRET_KEY"] not in rest


def test_of_two_at_once_one_is_refused(own_env, tmp_path):
    descriptor = os.open(tmp_path / "today.part", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert "being written by another" in told_here("backup", tmp_path / "today", env=own_env)
    os.close(descriptor)
    assert here("backup", tmp_path / "today", env=own_env).exit_code == 0
