"""The health of a worker: its heartbeat in the database, its clock, the queue, phones' clocks.

The heartbeat is read by `/readyz` and `carryover healthcheck worker`. The worker's clock is
compared with the database's, because it determines the lifetimes of messages.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, insert_into, transaction
from api.tables import AlertLook, Device, Reminder
from api.tables import Worker as Heartbeat
from push.metrics import DISAGREEING, DRIFT, DUE, LONGEST_WAIT, OLDEST, QUEUE

log = structlog.get_logger("carryover.worker")
FORGOTTEN = timedelta(days=1)
LARGEST_DRIFT = timedelta(seconds=5)
HOUR = timedelta(hours=1)
# Counting stops here to stay cheap: beyond it, the exact number does not matter to an operator.
MOST = 100_000


class Drift:
    """The last comparison of worker's and database's clock; a change of its verdict is logged."""

    def __init__(self) -> None:
        self.is_too_large = False

    def compare(self, now: datetime, database_now: datetime) -> bool:
        """Return whether two instants, read right after one another, are too far apart."""
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
    """Write a worker's heartbeat, and delete those of workers that stopped long ago."""
    row = {"id": worker, "created_at": now, "beat_at": now}
    await session.execute(
        insert_into(session, Heartbeat)
        .values(row)
        .on_conflict_do_update(index_elements=["id"], set_={"beat_at": now})
    )
    await session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN))


async def sample(sessions: Sessions, clock: Clock) -> None:
    """Set the gauges: reminders due now, the oldest, of an hour, odd clocks, the longest wait."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        row = (await session.execute(_WAITING, {"now": now, "soon": now + HOUR})).one()
        disagreeing = await session.scalar(_DISAGREEING)
        waits_since = await session.scalar(_WAITS_SINCE)
    overdue = now - row.oldest if row.due else timedelta(0)
    DUE.set(row.due)
    QUEUE.set(row.queued)
    OLDEST.set(overdue.total_seconds())
    DISAGREEING.set(disagreeing or 0)
    LONGEST_WAIT.set((now - waits_since).total_seconds() if waits_since else 0)


def waiting(most: int) -> Select[*tuple[Any, ...]]:
    """Return the query that counts the scheduled reminders up to a time, `most` at most."""
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
_WAITS_SINCE: Select[datetime | None] = select(func.min(AlertLook.created_at))
_DISAGREEING: Select[int] = (
    select(func.count())
    .select_from(Device)
    .where(Device.zone_disagrees, Device.disabled_at.is_(None))
)
