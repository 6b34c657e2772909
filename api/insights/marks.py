"""Who waits to be looked at for alerts: marked by the request of a check-in, looked at soon after.

A look that fails is tried again, and so is one that a crash has cut off: the mark stays until what
it asks for has been told. Two looks at once tell a thing once (`alerting.open_new`).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_zones
from api.care.locks import lock_if_in_care
from api.insights.alerting import load_told, only_new, open_new
from api.insights.looks import RECENT, load_unlooked
from api.platform.clock import Clock
from api.platform.db import Sessions, at_end, is_unavailable, transaction
from api.platform.heartbeats import is_alive
from api.platform.ids import new_id
from api.platform.log_lines import describe
from api.platform.many import among
from api.platform.statements import fetch, fetch_one
from api.rules.insights.evidence import Evidence
from api.rules.instants import History, local_date_in_history
from api.tables import AlertLook, CheckIn, Worker

log = structlog.get_logger("carryover.looks")
# More at once take memory that the worker keeps, and hardly less of the processor.
BATCH = 50
AGAIN = timedelta(minutes=5)
"""How much later a look that failed is tried again."""
NO_WAIT = timedelta(0)
# None while it is not known what is new.
News = Sequence[Evidence] | None


async def mark_for_look(
    session: AsyncSession,
    client_id: UUID,
    on: date,
    has_map: bool,
    history: History,
    now: datetime,
) -> bool:
    """Mark a client who has told of a date, unless it is too old; return whether a worker lives.

    One statement, and the last that locks anything for her.
    """
    if on <= local_date_in_history(now, history) - RECENT:
        return True
    values = {
        "id": new_id(),
        "created_at": now,
        "client_id": client_id,
        "due_at": now,
        "map_on": on if has_map else None,
    }
    marked = await fetch_one(session, _MARK, values)
    return is_alive(marked.beat_at, now)


async def mark_returned(session: AsyncSession, client_id: UUID, now: datetime) -> bool:
    """Mark a client who is back in care, if she told of the last days; return as above.

    A look while she was discharged ended her wait, and found nothing.
    """
    history = await load_zones(session, client_id)
    after = local_date_in_history(now, history) - RECENT
    (found,) = await fetch(session, _FIRST_AFTER, {"client": client_id, "after": after})
    if found.told_on is None:
        return True
    return await mark_for_look(session, client_id, found.told_on, True, history, now)


async def look_at_marked(sessions: Sessions, clock: Clock, waited: timedelta = NO_WAIT) -> int:
    """Look at the clients who have waited longest, for so long at least; return how many of them.

    All are read at once; the lock is taken of those alone of whom there is something to tell.
    """
    async with transaction(sessions, write=False) as session:
        marked = await fetch(session, _WAITING, {})
        if not marked:
            return 0
        now = await clock.database_now(session)
        # Who marks goes by its own clock, which may be ahead of the database's.
        latest = max(now, clock.now()) - waited
        due = [each for each in marked if each.due_at <= latest]
        news = await _load_news(session, due, now)
        quiet = [each for each in due if each.client_id not in news]
        at_end(session, partial(_end_wait, marks=quiet))
    for each in due:
        if each.client_id in news:
            await _tell(sessions, each, news[each.client_id], now)
    return len(due)


async def _load_news(
    session: AsyncSession, due: Sequence[AlertLook], now: datetime
) -> dict[UUID, News]:
    """Return what was not told before, of the few of whom there is any.

    If the rows of one client cannot be read, each client is to be looked at separately.
    """
    try:
        unlooked = await load_unlooked(session, due, now)
        found = {client_id: evidence for client_id, evidence in unlooked.items() if evidence}
        told = await load_told(session, found) if found else {}
    except Exception as error:
        if is_unavailable(error):
            raise
        log.warning("looks_one_by_one", clients=len(due), **describe(error))
        return {each.client_id: None for each in due}
    return {each: new for each in found if (new := only_new(found[each], told[each]))}


async def _tell(sessions: Sessions, mark: AlertLook, news: News, now: datetime) -> None:
    """Tell what is new of a client under her lock; if that fails, it is tried again later."""
    client_id = mark.client_id
    try:
        async with transaction(sessions) as session:
            # Of two looks at once, the later one sees what the earlier one has told.
            if await lock_if_in_care(session, client_id):
                if news is None:
                    news = (await load_unlooked(session, [mark], now))[client_id]
                await open_new(session, client_id, news, now)
            await _end_wait(session, [mark])
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("look_failed", client=str(client_id), **describe(error))
        async with transaction(sessions) as session:
            await fetch(session, _POSTPONE, {"mark": mark.id, "at": now + AGAIN})


async def _end_wait(session: AsyncSession, marks: Sequence[AlertLook]) -> None:
    """End the wait of those who have not told something more since."""
    if marks:
        await fetch(session, _DONE, {"ids": [each.id for each in marks]})


def _marking(dialect: Any, least: Any) -> Any:
    """Return the statement that marks a client, or adds to her mark; with the last heartbeat."""
    table: Any = AlertLook.__table__
    insert = dialect.insert(table)
    told, mark = table.c, insert.excluded
    either = func.coalesce(least(told.map_on, mark.map_on), told.map_on, mark.map_on)
    added = {
        "id": mark.id,
        "created_at": least(told.created_at, mark.created_at),
        "due_at": mark.due_at,
        "map_on": either,
    }
    last_beat = select(func.max(Worker.beat_at)).scalar_subquery().label("beat_at")
    insert = insert.on_conflict_do_update(index_elements=["client_id"], set_=added)
    return insert.returning(last_beat)


# Built once.
_MARK = {
    "postgresql": _marking(postgresql, func.least),
    "sqlite": _marking(sqlite, func.min),
}
_FIRST_AFTER: Select[*tuple[Any, ...]] = select(func.min(CheckIn.on_date).label("told_on")).where(
    CheckIn.client_id == bindparam("client"),
    CheckIn.answered,
    CheckIn.on_date > bindparam("after"),
)
_WAITING: Select[*tuple[Any, ...]] = (
    select(
        AlertLook.id,
        AlertLook.client_id,
        AlertLook.created_at,
        AlertLook.due_at,
        AlertLook.map_on,
    )
    .order_by(AlertLook.due_at)
    .limit(BATCH)
)
# A mark that a request is just renewing has another id soon, and is not waited for.
_FREE = select(AlertLook.id).where(among(AlertLook.id)).with_for_update(skip_locked=True)
_DONE = delete(AlertLook).where(AlertLook.id.in_(_FREE))
_POSTPONE = (
    update(AlertLook).where(AlertLook.id == bindparam("mark")).values(due_at=bindparam("at"))
)
