"""What somebody does who can write the database, whatever its triggers refuse."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import asyncpg

from api.platform.database_urls import file_of
from tests.databases import settings_for

UNGUARDED = "SET session_replication_role = replica"
GUARDS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"


def forge(url: str, *statements: str) -> None:
    """Run statements, with no trigger in the way; the triggers of SQLite are gone afterwards."""
    if url.startswith("sqlite"):
        _forge_in_file(url, statements)
    else:
        asyncio.run(_forge_on_server(url, statements))


def _forge_in_file(url: str, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(file_of(settings_for(url)))) as connection:
        # Some builds overwrite what is deleted of their own accord.
        connection.execute("PRAGMA secure_delete = OFF")
        for (name,) in connection.execute(GUARDS).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for each in statements:
            connection.execute(each)
        connection.commit()


async def _forge_on_server(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    for each in (UNGUARDED, *statements):
        await connection.execute(each)
    await connection.close()
