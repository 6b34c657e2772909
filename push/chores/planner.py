"""Keeps every client's reminders materialised for the days ahead."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, or_, select

from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.log_lines import describe
from api.reminders.planning import plan_ahead
from api.rules.instants import TZDB_VERSION
from api.tables import Client
from push.chores.prune import prune

log = structlog.get_logger("carryover.planner")

# Planned 72 h ahead by each edit; extended when less than this is left.
ENOUGH = timedelta(hours=48)
BATCH = 200


async def plan_due_clients(sessions: Sessions, clock: Clock, spread_s: int) -> int:
    """Extend the plans that run short, or were made with another tzdb; return how many it could."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        ids = list(await session.scalars(_SHORT, {"soon": now + ENOUGH}))
    return sum([await _plan(sessions, client_id, now, spread_s) for client_id in ids])


async def _plan(sessions: Sessions, client_id: UUID, now: datetime, spread_s: int) -> bool:
    """Plan one client and prune her past; one who cannot be planned does not keep the others."""
    try:
        async with transaction(sessions) as session:
            await plan_ahead(session, client_id, now, spread_s)
        async with transaction(sessions) as session:
            await prune(session, [client_id], now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("plan_failed", client=str(client_id), **describe(error))
        return False
    return True


_SHORT: Select[UUID] = (
    select(Client.id)
    .where(
        Client.discharged_at.is_(None),
        or_(
            Client.planned_until.is_(None),
            Client.planned_until < bindparam("soon"),
            Client.planned_tzdb != TZDB_VERSION,
        ),
    )
    .order_by(Client.planned_until)
    .limit(BATCH)
)
