"""How much is waiting, for Prometheus: one look along the index of what is scheduled."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.tables import Reminder
from push.metrics import DUE, OLDEST, QUEUE

HOUR = timedelta(hours=1)
# No operator needs to know how far beyond that it is, and counting must stay cheap.
MOST = 100_000


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
