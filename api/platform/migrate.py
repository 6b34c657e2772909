"""Migrating a database to the schema of this code."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from api.platform.db import Sessions, transaction
from api.platform.schema import MIGRATIONS, is_current


async def upgrade(sessions: Sessions) -> None:
    """Apply every migration that the database lacks; none to one that is newer than this code."""
    async with transaction(sessions, write=False) as session:
        if await is_current(session):
            return
    async with sessions.engine.connect() as connection:
        await connection.run_sync(_upgrade)
        await connection.commit()


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to a connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")
