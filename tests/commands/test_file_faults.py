"""What an operator is told of a SQLite file that cannot be used: one line, exit code 1."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.acting import PRACTICE, ended, powerless, told_by
from tests.databases import migrate
from tests.processes import BIN, environment

URL = "CARRYOVER_DATABASE_URL: "
MIGRATE, SERVE, WORK = ("migrate",), ("serve", "--port", "0"), ("worker",)


def text(folder: Path) -> Path:
    (folder / "text.db").write_text("no database at all\n" * 100)
    return folder / "text.db"


def a_folder(folder: Path) -> Path:
    (folder / "folder.db").mkdir()
    return folder / "folder.db"


def under_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "new.db"


def full(_: Path) -> Path:
    return Path("/dev/full")


def locked_folder(folder: Path) -> Path:
    (folder / "locked").mkdir(mode=0o500)
    return folder / "locked" / "new.db"


def new_below_it(folder: Path) -> Path:
    return locked_folder(folder).parent / "below" / "new.db"


def read_only(folder: Path) -> Path:
    file = folder / "read-only.db"
    migrate(f"sqlite:///{file}")
    file.chmod(0o400)
    return file


def unreadable(folder: Path) -> Path:
    file = read_only(folder)
    file.chmod(0)
    return file


def damaged(folder: Path) -> Path:
    file = folder / "damaged.db"
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as raw:
        raw.seek(100)
        raw.write(b"\xff" * (size - 100))
    return file


# What is wrong, the command that meets it, and the words that have to be in its line.
FAULTS = [
    (text, MIGRATE, "is no SQLite database"),
    (text, SERVE, "is no SQLite database"),
    (text, WORK, "is no SQLite database"),
    (text, PRACTICE, "is no SQLite database"),
    (text, ("healthcheck", "api"), "is no SQLite database"),
    (text, ("demo", "--port", "0"), "is no SQLite database"),
    (damaged, SERVE, "is damaged. Restore it from a backup"),
    (a_folder, MIGRATE, "cannot be opened. It has to be a file"),
    (under_a_file, MIGRATE, "cannot be used (File exists)"),
    (full, MIGRATE, "the disk is full"),
    (locked_folder, MIGRATE, "cannot be opened"),
    (locked_folder, ("demo", "--port", "0"), "cannot be made (Permission denied)"),
    (new_below_it, MIGRATE, "cannot be used (Permission denied)"),
    (new_below_it, SERVE, "cannot be used (Permission denied)"),
    (read_only, SERVE, "cannot be written"),
    (read_only, PRACTICE, "cannot be written"),
    (unreadable, MIGRATE, "cannot be opened"),
]


@pytest.mark.parametrize(("broken", "command", "words"), FAULTS)
def test_a_file_that_cannot_be_used_is_said(tmp_path, broken, command, words) -> None:
    env = environment(f"sqlite:///{broken(tmp_path)}")
    line = told_by(*command, env=env, begun=powerless())
    assert line.startswith(URL)
    assert words in line
    assert str(tmp_path) in line or "/dev/full" in line


def test_a_newer_schema_is_none_to_migrate(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/newer.db")
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    migrate(f"sqlite:///{tmp_path}/newer.db")
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_what_is_logged_is_not_among_what_a_command_prints(tmp_path: Path) -> None:
    file = tmp_path / "c.db"
    migrate(f"sqlite:///{file}")
    file.chmod(0o644)
    done = ended(BIN / "carryover", *PRACTICE, env=environment(f"sqlite:///{file}"))
    assert json.loads(done.stdout)["email"] == "ben@example.org"
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["event"] == "database_file_narrowed"
