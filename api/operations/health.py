"""Whether the service can do its work: database, schema, and a worker's heartbeat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.base import UtcDateTime
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.heartbeats import is_alive
from api.platform.schema import is_current

# Without the tables, which a health check would have to import, all of them.
_LAST_BEAT = text("SELECT max(beat_at) AS beat_at FROM workers").columns(beat_at=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Health:
    """`worker` does not make the API unready: without one it still serves, but nobody reminds."""

    database: bool
    migrations: bool
    worker: bool

    @property
    def ready(self) -> bool:
        return self.database and self.migrations


async def read_health(sessions: Sessions, now: datetime) -> Health:
    """Return what works; a database that is away is an answer, not an error."""
    try:
        return await ask_health(sessions, now)
    except Exception as error:
        if not is_unavailable(error):
            raise
        return Health(database=False, migrations=False, worker=False)


async def ask_health(sessions: Sessions, now: datetime) -> Health:
    """Return what works if the database answers; its error if it does not is the caller's."""
    async with transaction(sessions, write=False) as session:
        migrations = await is_current(session)
        worker = migrations and await _worker_lives(session, now)
    return Health(database=True, migrations=migrations, worker=worker)


async def _worker_lives(session: AsyncSession, now: datetime) -> bool:
    return is_alive(await session.scalar(_LAST_BEAT), now)
