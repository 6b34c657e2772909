"""Looking at every client once a day, at night in her time zone: silence sends no request.

A look may open an alert for the client's therapist. Who has checked in does not wait for it
(`api/insights/marks.py`).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_histories, todays
from api.care.locks import lock_clients
from api.insights.alerting import load_evidence_of_pain, load_evidence_of_silence, look_at_client
from api.insights.charts import load_charts
from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.log_lines import describe
from api.rules.insights.looks import next_look
from api.rules.instants import A_DAY, History, UnknownZone
from api.tables import Client

log = structlog.get_logger("carryover.looks")
BATCH = 200


async def look_at_due_clients(sessions: Sessions, clock: Clock) -> int:
    """Open the alerts of clients whose daily look is due; return the number of clients."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        ids = list(await session.scalars(_DUE, {"now": now}))
    if not ids:
        return 0
    for client_id in await _remarkable(sessions, ids, now):
        await _look(sessions, client_id, now)
    return await _mark(sessions, ids, now)


def _next_look(now: datetime, history: History) -> datetime:
    """Return when to look at a client next, also for a client whose time zone is not known."""
    try:
        return next_look(now, history)
    except (UnknownZone, LookupError):
        return now + A_DAY


async def _remarkable(sessions: Sessions, ids: Collection[UUID], now: datetime) -> Iterable[UUID]:
    """Return the few clients who may need an alert, by queries for all clients at once.

    If the rows of one client cannot be read, each client is looked at separately.
    """
    try:
        async with transaction(sessions, write=False) as session:
            histories = await load_histories(session, ids)
            charts = await load_charts(session, histories, todays(histories, now))
            pain = await load_evidence_of_pain(session, list(charts.values()))
            silence = await load_evidence_of_silence(session, list(charts.values()))
    except Exception as error:
        if is_unavailable(error):
            raise
        log.warning("looks_one_by_one", clients=len(ids), **describe(error))
        return ids
    return [each for each in charts if pain[each] or silence[each]]


async def _look(sessions: Sessions, client_id: UUID, now: datetime) -> None:
    """Look at one client again under her lock; an error is logged and does not stop the others."""
    try:
        async with transaction(sessions) as session:
            await look_at_client(session, client_id, now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("look_failed", client=str(client_id), **describe(error))


async def _mark(sessions: Sessions, ids: Collection[UUID], now: datetime) -> int:
    """Store when to look at each client next; return for how many clients this succeeded.

    Clients whose row is locked are left for the next time, so that no request waits.
    """
    async with transaction(sessions) as session:
        free = await lock_clients(session, Client.id.in_(ids), skip_locked=True)
        await _look_again(session, free, now)
    return len(free)


async def _look_again(session: AsyncSession, ids: Collection[UUID], now: datetime) -> None:
    if not ids:
        return
    histories = await load_histories(session, ids)
    rows = [{"which": each, "at": _next_look(now, histories[each])} for each in ids]
    await (await session.connection()).execute(_LOOK_AGAIN, rows)


# Built once.
_DUE: Select[UUID] = (
    select(Client.id)
    .where(
        Client.discharged_at.is_(None),
        Client.erase_at.is_(None),
        or_(Client.look_again_at.is_(None), Client.look_again_at <= bindparam("now")),
    )
    .order_by(Client.look_again_at)
    .limit(BATCH)
)
_LOOK_AGAIN = (
    update(Client).where(Client.id == bindparam("which")).values(look_again_at=bindparam("at"))
)
