"""Making the copies of their data that people asked for, one after another, and forgetting them.

A worker claims one for a lease and writes its archive only while it still has it: if it dies, or is
cut off, another begins again. What fails every time is told as failed, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update

from api.library import Library
from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.ids import new_id
from api.platform.log_lines import describe
from api.tables import Export, ExportArchive
from push.metrics import EXPORTS

log = structlog.get_logger("carryover.exports")
# Longer than a run of the worker lasts before it is cut off.
LEASE = timedelta(minutes=5)
# So often it is begun, if whoever began it does not come back.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """A copy that this worker makes, as long as the token is the row's."""

    id: UUID
    client_id: UUID
    asked_by: UUID
    token: UUID


async def make_exports(
    sessions: Sessions, clock: Clock, library: Library, goes_on: Callable[[], bool]
) -> int:
    """Make what was asked for, and delete what has expired; return how many were made."""
    if not await _is_anything_due(sessions, clock):
        return 0
    await _forget(sessions, clock)
    total = 0
    while goes_on() and (claimed := await claim(sessions, clock)):
        total += await finish(sessions, clock, library, claimed)
    return total


async def claim(sessions: Sessions, clock: Clock) -> Claimed | None:
    """Claim one that waits, or whose maker has not come back; None if there is none."""
    token = new_id()
    async with transaction(sessions) as session:
        now = await clock.database_now(session)
        await session.execute(_GIVE_UP, {"now": now, "most": ATTEMPTS})
        values = {"now": now, "token": token, "until": now + LEASE}
        row = (await session.execute(_CLAIM, values)).first()
    return Claimed(row.id, row.client_id, row.asked_by, token) if row else None


async def finish(sessions: Sessions, clock: Clock, library: Library, claimed: Claimed) -> bool:
    """Make a claimed one and store its archive, or that it failed; False for that."""
    try:
        content = await _make(sessions, clock, library, claimed)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("export_failed", export=str(claimed.id), **describe(error))
        await _end(sessions, clock, claimed, None)
        return False
    return await _end(sessions, clock, claimed, content)


async def _make(sessions: Sessions, clock: Clock, library: Library, claimed: Claimed) -> bytes:
    # Imported when the first is made: FHIR's classes take a while, and megabytes.
    from api.exports.making import make

    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
    return await make(sessions, library, claimed.client_id, claimed.asked_by, now)


async def _end(sessions: Sessions, clock: Clock, claimed: Claimed, content: bytes | None) -> bool:
    """Store what came of it, unless another worker has begun it since, or it is gone."""
    state = "failed" if content is None else "ready"
    async with transaction(sessions) as session:
        values = {"which": claimed.id, "held": claimed.token, "becomes": state}
        ended = (await session.execute(_END, values)).first() is not None
        if ended and content is not None:
            now = await clock.database_now(session)
            session.add(ExportArchive(created_at=now, export_id=claimed.id, content=content))
    if ended:
        EXPORTS.labels(state).inc()
    return ended and content is not None


async def _is_anything_due(sessions: Sessions, clock: Clock) -> bool:
    """Look before anything is written: on SQLite, all other writers would wait for that."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        return bool(await session.scalar(_IS_ANY, {"now": now}))


async def _forget(sessions: Sessions, clock: Clock) -> None:
    async with transaction(sessions) as session:
        await session.execute(_EXPIRED, {"now": await clock.database_now(session)})


def _is_open() -> ColumnElement[bool]:
    """Tell whether one waits, or was claimed by somebody who has not come back."""
    now = bindparam("now", type_=Export.expires_at.type)
    lapsed = (Export.state == "making") & (Export.lease_until <= now)
    return or_(Export.state == "waiting", lapsed)


_NOW: ColumnElement[datetime] = bindparam("now", type_=Export.expires_at.type)
# Built once.
_IS_ANY = select(select(Export.id).where(or_(_is_open(), Export.expires_at <= _NOW)).exists())
# By cascade, with their archives.
_EXPIRED = (
    delete(Export).where(Export.expires_at <= _NOW).execution_options(synchronize_session=False)
)
_GIVE_UP = (
    update(Export)
    .where(
        Export.state == "making",
        Export.lease_until <= _NOW,
        Export.attempts >= bindparam("most"),
    )
    .values(state="failed", claim_token=None, lease_until=None)
    .execution_options(synchronize_session=False)
)
_NEXT = (
    select(Export.id)
    .where(_is_open())
    .order_by(Export.created_at, Export.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("next")
)
_CLAIM = (
    update(Export)
    .where(Export.id.in_(select(_NEXT.c.id)))
    .values(
        state="making",
        claim_token=bindparam("token"),
        lease_until=bindparam("until", type_=Export.expires_at.type),
        attempts=Export.attempts + 1,
    )
    .returning(Export.id, Export.client_id, Export.asked_by)
    .execution_options(synchronize_session=False)
)
_END = (
    update(Export)
    .where(Export.id == bindparam("which"), Export.claim_token == bindparam("held"))
    .values(state=bindparam("becomes"), claim_token=None, lease_until=None)
    .returning(Export.id)
    .execution_options(synchronize_session=False)
)
