"""How a worker is: its heartbeat in the database, its clock, and how much is waiting.

The heartbeat is read by `/readyz` and `carryover healthcheck worker`. Lifetimes of messages are
counted from this machine's clock, so that it is compared with the database's.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, insert_into, transaction
from api.tables import Reminder
from api.tables import Worker as Heartbeat
from push.metrics import DRIFT, DUE, OLDEST, QUEUE

log = structlog.get_logger("carryover.worker")
FORGOTTEN = timedelta(days=1)
LARGEST_DRIFT = timedelta(seconds=5)
HOUR = timedelta(hours=1)
# No operator needs to know how far beyond that it is, and counting must stay cheap.
MOST = 100_000


class Drift:
    """How far the clocks are apart, as last compared; a change for better or worse is logged."""

    def __init__(self) -> None:
        self.is_too_large = False

    def compare(self, now: datetime, database_now: datetime) -> bool:
        """Return whether the two instants, read one after the other, are too far apart."""
        drift = now - database_now
        seconds = round(drift.total_seconds(), 1)
        DRIFT.set(seconds)
        was, self.is_too_large = self.is_too_large, abs(drift) > LARGEST_DRIFT
        if self.is_too_large and not was:
            log.error("clock_drift", seconds=seconds)
        elif was and not self.is_too_large:
            log.info("clock_agrees", seconds=seconds)
        return self.is_too_large


async def beat(session: AsyncSession, worker: UUID, now: datetime) -> None:
    """Write that a worker reminds, and forget the workers of yesterday."""
    row = {"id": worker, "created_at": now, "beat_at": now}
    await session.execute(
        insert_into(session, Heartbeat)
        .values(row)
        .on_conflict_do_update(index_elements=["id"], set_={"beat_at": now})
    )
    await session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN))


async def sample(sessions: Sessions, clock: Clock) -> None:
    """Set the gauges of what is due, since when, and what is to come within the hour."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        row = (await session.execute(_WAITING, {"now": now, "soon": now + HOUR})).one()
    overdue = now - row.oldest if row.due else timedelta(0)
    DUE.set(row.due)
    QUEUE.set(row.queued)
    OLDEST.set(overdue.total_seconds())


def waiting(most: int) -> Select[*tuple[Any, ...]]:
    """Return the query that counts what is scheduled, and no more than so many."""
    first = (
        select(Reminder.next_attempt_at)
        .where(Reminder.state == "scheduled", Reminder.next_attempt_at <= bindparam("soon"))
        .order_by(Reminder.next_attempt_at)
        .limit(most)
        .subquery()
    )
    at = first.c.next_attempt_at
    return select(
        func.count(case((at <= bindparam("now"), 1))).label("due"),
        func.count().label("queued"),
        func.min(at).label("oldest"),
    )


# Built once.
_WAITING = waiting(MOST)
