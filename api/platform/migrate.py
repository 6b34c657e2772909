"""Migrating a database to the schema of this code, and telling whether it is current."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import Sessions
from api.platform.settings import ROOT


async def upgrade(sessions: Sessions) -> None:
    """Apply every migration that the database lacks."""
    async with sessions.engine.connect() as connection:
        await connection.run_sync(_upgrade)
        await connection.commit()


async def is_current(session: AsyncSession) -> bool:
    """Tell whether the database has this code's newest migration, or a later one.

    Migrations only add to what older code needs, so the old version can go on serving while a new
    one is rolled out.
    """
    connection = await session.connection()
    revision = await connection.run_sync(_revision)
    return revision is not None and revision not in _older()


@cache
def _older() -> frozenset[str]:
    """Return every revision before the newest one of this code."""
    scripts = ScriptDirectory.from_config(alembic_config())
    every = {script.revision for script in scripts.walk_revisions()}
    return frozenset(every - set(scripts.get_heads()))


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to a connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
