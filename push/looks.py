"""Looks at every client once a day, at night where she is: silence arrives by no request."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, or_, select, update

from api.actions.raise_alerts import raise_alerts
from api.charts import load_charts, todays
from api.clock import Clock
from api.db import Sessions, is_unavailable, transaction
from api.domain.alert_rules import Evidence
from api.domain.instants import ZoneSpan, instant_in_history, local_date_in_history
from api.evidence import load_evidence_of_pain, load_evidence_of_silence
from api.logs import describe
from api.models import Client
from api.plans import load_histories

log = structlog.get_logger("carryover.looks")
BATCH = 200
DAY = timedelta(days=1)
# Wall time where the client is: yesterday has been told by then, and her therapist is asleep.
LOOK_AT = time(4, 0)


async def look_at_due_clients(sessions: Sessions, clock: Clock) -> int:
    """Open the alerts of clients whose daily look is due; return how many were looked at."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        ids = list(await session.scalars(_DUE, {"now": now}))
        histories = await load_histories(session, ids)
        found = await _look(session, histories, now)
    for client_id, evidence in found.items():
        await _raise(sessions, client_id, evidence, now)
    if ids:
        async with transaction(sessions) as session:
            rows = [
                {"which": each, "at": next_look(now, history)}
                for each, history in histories.items()
            ]
            await (await session.connection()).execute(_LOOK_AGAIN, rows)
    return len(ids)


def next_look(now: datetime, history: tuple[ZoneSpan, ...]) -> datetime:
    """Return the next instant at which it is four o'clock where the client is."""
    today = local_date_in_history(now, history)
    ahead = (instant_in_history(today + n * DAY, LOOK_AT, history) for n in range(4))
    return min(at for at in ahead if at is not None and at > now)


async def _look(
    session: Any, histories: Mapping[UUID, tuple[ZoneSpan, ...]], now: datetime
) -> dict[UUID, list[Evidence]]:
    charts = list((await load_charts(session, histories, todays(histories, now))).values())
    pain = await load_evidence_of_pain(session, charts)
    silence = await load_evidence_of_silence(session, charts)
    return {each: [*pain[each], *silence[each]] for each in histories}


async def _raise(
    sessions: Sessions, client_id: UUID, found: Sequence[Evidence], now: datetime
) -> None:
    """Raise one client's alerts; one that cannot be raised does not keep the others."""
    if not found:
        return
    try:
        async with transaction(sessions) as session:
            await raise_alerts(session, client_id, found, now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("look_failed", client=str(client_id), **describe(error))


# Built once.
_DUE: Select[UUID] = (
    select(Client.id)
    .where(
        Client.discharged_at.is_(None),
        or_(Client.look_again_at.is_(None), Client.look_again_at <= bindparam("now")),
    )
    .order_by(Client.look_again_at)
    .limit(BATCH)
)
_LOOK_AGAIN = (
    update(Client).where(Client.id == bindparam("which")).values(look_again_at=bindparam("at"))
)
