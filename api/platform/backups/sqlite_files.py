"""A SQLite database as a file of its own, while others write to it; and put back in its place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from api.platform.backups.files import Tell, move
from api.platform.database_urls import SETTING
from api.platform.faults import Fault

Found = Literal["nothing", "empty", "rows", "damaged"]
# So many steps of SQLite's between two looks at how far it is.
STEPS = 50_000
PAGES = 1_000
BUSY_MS = 2_000
# Of no person: tables that are never empty for long, or tell of the database itself.
PASSING = ("alembic_version", "workers")
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
# Written in one statement: what was deleted is not in it, as it would be in a copy of all pages.
_COPY = "VACUUM INTO ?"


def copy_database(source: Path, target: Path, tell: Tell) -> None:
    """Write a database as it is at this moment into an empty file, without keeping writers waiting.

    Raises Fault and the errors of SQLite.
    """
    with closing(_connect(source, "rw")) as connection:
        used, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )

        def look() -> None:
            tell(target.stat().st_size, (used - free) * size)

        connection.set_progress_handler(look, STEPS)
        try:
            with _interrupted():
                connection.execute(_COPY, (str(target),))
        except sqlite3.OperationalError as error:
            # Nothing else is written to.
            if error.sqlite_errorname == "SQLITE_FULL":
                raise Fault(f"{target}: the disk is full.") from None
            raise


def require_sound(file: Path, named: Path, tell: Tell) -> None:
    """Read all of a database that nobody has open. Raises Fault if it is damaged."""
    try:
        with closing(_connect(file, "ro", "&immutable=1")) as connection:
            size = file.stat().st_size
            steps = iter(range(1, size))
            connection.set_progress_handler(lambda: tell(next(steps, 0), None), STEPS)
            with _interrupted():
                (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError:
        found = "damaged"
    if found != "ok":
        raise Fault(f"{named} is damaged: SQLite cannot read all of it.")


def revision_in(file: Path) -> str | None:
    """Return the migration that a database has, None if it is none of Carryover's."""
    try:
        with closing(_connect(file, "ro", "&immutable=1")) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return None if row is None else str(row[0])
    except sqlite3.OperationalError:
        return None


def what_stands(file: Path) -> Found:
    """Tell whether there is a database, and whether it has rows of anybody."""
    if not file.exists() or file.stat().st_size == 0:
        return "nothing"
    try:
        with closing(_connect(file, "rw")) as connection:
            tables = [name for (name,) in connection.execute(_TABLES) if name not in PASSING]
            asked = (f'SELECT EXISTS (SELECT 1 FROM "{name}")' for name in tables)  # noqa: S608
            found = any(connection.execute(each).fetchone()[0] for each in asked)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return "damaged"
        raise
    return "rows" if found else "empty"


def put_in_place(copy: Path, database: Path, tell: Tell) -> None:
    """Make a database what a copy is, in one transaction of SQLite's.

    Until its end the database is what it was, also if this process is killed. Raises Fault if
    another process has it open, and the errors of SQLite.
    """
    with closing(_connect(database, "rw")) as into, closing(_connect(copy, "ro")) as source:
        _require_alone(into, database)
        with _interrupted():
            source.backup(
                into, pages=PAGES, progress=lambda _, left, total: tell(total - left, total)
            )


def take_place(copy: Path, database: Path) -> None:
    """Put a copy where no database is, or one that cannot be read."""
    forget_beside(database)
    move(copy, database)


def forget_beside(file: Path) -> None:
    """Remove what SQLite left beside a file that is not there, or is to be another one.

    It would take what is in there for the newest of the file.
    """
    for ending in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def fold(file: Path) -> None:
    """Have all of a database in its one file."""
    with closing(_connect(file, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def require_alone(file: Path) -> None:
    """Raise Fault if another process has a database open."""
    with closing(_connect(file, "rw")) as connection:
        _require_alone(connection, file)


def _require_alone(connection: sqlite3.Connection, file: Path) -> None:
    """Take the file for this connection alone: that succeeds only if nobody else has it open."""
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            mode = "held"
        else:
            raise
    if mode != "delete":
        raise Fault(f"{SETTING}: another process has {file} open. Stop API and worker, try again.")


def _connect(file: Path, mode: str, more: str = "") -> sqlite3.Connection:
    address = f"file:{quote(str(file.absolute()))}?mode={mode}{more}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    return connection


@contextmanager
def _interrupted() -> Iterator[None]:
    """Tell who pressed Ctrl-C in the middle of a statement that this is why it has ended."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_INTERRUPT":
            raise KeyboardInterrupt from None
        raise
