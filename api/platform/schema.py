"""Whether a database has the schema of this code; Alembic is not needed to tell."""

import re
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.database_urls import SETTING
from api.platform.faults import Fault
from api.platform.settings import ROOT

MIGRATIONS = ROOT / "migrations"
_VERSION = text("SELECT version_num FROM alembic_version")
# Changes nothing, but is refused where nothing can be changed.
_WRITES = text("UPDATE workers SET beat_at = beat_at WHERE 1 = 0")
_IS = re.compile(r"^revision = ['\"](\w+)['\"]$", re.MULTILINE)
_REPLACES = re.compile(r"^down_revision = ['\"](\w+)['\"]$", re.MULTILINE)


class NotMigrated(Fault):
    """The database lacks migrations of this code."""

    def __init__(self) -> None:
        told = f"{SETTING}: this database lacks this version's schema. Run `carryover migrate`."
        super().__init__(told)


async def require_schema(session: AsyncSession) -> None:
    """Raise NotMigrated if migrations are lacking, and the database's error if nobody may write."""
    if not await is_current(session):
        raise NotMigrated
    await session.execute(_WRITES)


async def is_current(session: AsyncSession) -> bool:
    """Tell whether the database has this code's newest migration, or a later one.

    Migrations only add to what older code needs, so the old version can go on serving while a new
    one is rolled out.
    """
    revision = await revision_of(session)
    return revision is not None and revision not in older_revisions()


@cache
def older_revisions() -> frozenset[str]:
    """Return every revision before the newest one of this code: those that another one replaces."""
    return frozenset(each for text in _migrations() for each in _REPLACES.findall(text))


def known_revisions() -> frozenset[str]:
    """Return every revision of this code, the newest one included."""
    return frozenset(each for text in _migrations() for each in _IS.findall(text))


async def revision_of(session: AsyncSession) -> str | None:
    """Return the newest migration that the database has; None if it is none of Carryover's."""
    connection = await session.connection()
    return await connection.run_sync(_revision)


def _migrations() -> Iterator[str]:
    return (file.read_text() for file in (MIGRATIONS / "versions").glob("*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(_VERSION)
    return found
