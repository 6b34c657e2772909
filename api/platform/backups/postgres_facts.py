"""What has to be known of a PostgreSQL before it is written out or replaced."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.backups.sqlite_files import PASSING

_VERSION = text("SHOW server_version_num")
# Of our role: a monitor that is connected as another one does no harm.
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_TABLES = text(
    "SELECT oid::regclass::text AS address, relname FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
)


async def version_of_server(session: AsyncSession) -> int:
    """Return the server's major version."""
    return int(await session.scalar(_VERSION)) // 10_000


async def count_others(session: AsyncSession) -> int:
    """Return how many other connections our role has to this database."""
    return int(await session.scalar(_OTHERS) or 0)


async def has_rows(session: AsyncSession) -> bool:
    """Tell whether a table has rows of anybody."""
    for address, name in (await session.execute(_TABLES)).all():
        asked = text(f"SELECT EXISTS (SELECT 1 FROM {address})")  # noqa: S608 -- from the catalog
        if name not in PASSING and await session.scalar(asked):
            return True
    return False
