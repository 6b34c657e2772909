"""What passes between the file of the seeding and the one that is served: rows, as they are."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from api.platform.own_files import OWNER_ONLY
from api.tables import Base
from demo.databases import move, remove

TABLES = [each.name for each in Base.metadata.sorted_tables]
JOIN = (
    'INSERT INTO main."{0}" SELECT * FROM seeded."{0}" WHERE id NOT IN (SELECT id FROM temp.known)'
)
KNOW = 'INSERT OR IGNORE INTO temp.known SELECT id FROM seeded."{0}"'
# Requests are answered between two attempts to write; none of them writes for so long.
PATIENCE_S = 60.0


def publish(seeded: Path, file: Path) -> None:
    """Put a copy of a seeded file where it is served, whole and safe from a loss of power."""
    copy = file.with_name(f"{file.name}.copy")
    remove(copy)
    try:
        copy.touch(OWNER_ONLY)
        with closing(sqlite3.connect(seeded)) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
        with copy.open("rb") as written:
            os.fsync(written.fileno())
        move(copy, file)
    finally:
        remove(copy)


class Joining:
    """Brings what is new in a seeded file into the one that is served."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._note_known()

    def join(self) -> None:
        """Bring in what has been written since the last time: all of it at once, or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            for table in TABLES:
                self._database.execute(JOIN.format(table))
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._note_known()

    def _note_known(self) -> None:
        for table in TABLES:
            self._database.execute(KNOW.format(table))


@contextmanager
def joining(seeded: Path, file: Path) -> Iterator[Joining]:
    """Yield a Joining; what `seeded` holds by now is known, whatever has become of it in `file`."""
    with closing(sqlite3.connect(file, timeout=PATIENCE_S, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=FULL")
        database.execute("PRAGMA foreign_keys=ON")
        database.execute("ATTACH ? AS seeded", (str(seeded),))
        database.execute("CREATE TEMP TABLE known (id PRIMARY KEY) WITHOUT ROWID")
        yield Joining(database)
