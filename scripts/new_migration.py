"""Writes a migration from what the tables of this code have and its migrations do not.

Run by `make migration NAME=what_it_does`. What it writes is a draft: read and correct it.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.platform.db import open_sessions
from api.platform.migrate import alembic_config, upgrade
from api.platform.settings import Settings


def write(connection: Connection, name: str) -> None:
    """Write the migration; its number follows the newest one's, its file is named for it."""
    config = alembic_config(connection)
    newest = ScriptDirectory.from_config(config).get_current_head() or "0"
    command.revision(
        config, message=name.replace("_", " "), autogenerate=True, rev_id=f"{int(newest) + 1:04}"
    )


async def draft(name: str, folder: Path) -> None:
    """Compare the tables with a new database that has every migration."""
    database = f"sqlite:///{folder / 'migrated.db'}"
    sessions = open_sessions(Settings(environment="demo", database_url=database))
    try:
        await upgrade(sessions)
        async with sessions.engine.connect() as connection:
            await connection.run_sync(write, name)
    finally:
        await sessions.engine.dispose()


if __name__ == "__main__":
    if not (len(sys.argv) == 2 and sys.argv[1].isidentifier()):
        sys.exit("Say what it does, in words joined by underscores: NAME=what_it_does")
    with tempfile.TemporaryDirectory() as empty:
        asyncio.run(draft(sys.argv[1], Path(empty)))
