"""Carrying erasures out: the worker when their time has come, a restore for all that were before.

What is left of her is her id: in the audit, and in the table of erasures beside the instant.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.erasure.ledger import Erased, append
from api.erasure.remnants import overwrite_remnants
from api.platform.clock import Clock
from api.platform.db import Sessions, insert_into, is_unavailable, transaction
from api.platform.log_lines import describe
from api.tables import Account, Appointment, AuditEvent, Client, Erasure, Reminder

log = structlog.get_logger("carryover.erasure")
BATCH = 50
# So long after its time an erasure is carried out: by no clock it can be taken back any more then.
GRACE = timedelta(minutes=1)


async def erase_due(
    sessions: Sessions, clock: Clock, ledger: Path, goes_on: Callable[[], bool]
) -> int:
    """Erase whose time has come; return how many. One that fails does not stop the others."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        due = list(await session.scalars(_DUE, {"before": now - GRACE}))
    erased = 0
    for client_id in due:
        if goes_on():
            erased += await _erase_alone(sessions, clock, ledger, client_id)
    if erased:
        await overwrite_remnants(sessions)
    return erased


async def erase_again(sessions: Sessions, erased: Sequence[Erased]) -> int:
    """Erase whoever of these is in the database, as in one that was restored; return how many.

    May be run again at any time: who is gone stays gone, and is noted once.
    """
    again = 0
    for each in erased:
        async with transaction(sessions) as session:
            client = await _locked(session, Client.id == each.id)
            if client is not None:
                await _erase(session, client, each.erased_at)
                again += 1
    if again:
        await overwrite_remnants(sessions)
    return again


async def _erase_alone(sessions: Sessions, clock: Clock, ledger: Path, client_id: UUID) -> bool:
    try:
        async with transaction(sessions) as session:
            return await _erase_if_due(session, clock, ledger, client_id)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("erasure_failed", client=str(client_id), **describe(error))
        return False


async def _erase_if_due(session: AsyncSession, clock: Clock, ledger: Path, client_id: UUID) -> bool:
    """Erase a client under her lock; False if another does, or a push about her is on its way."""
    now = await clock.database_now(session)
    client = await _locked(
        session, Client.id == client_id, Client.erase_at <= now - GRACE, skip_locked=True
    )
    if client is None or await session.scalar(_ON_ITS_WAY, {"client": client_id}):
        return False
    # First, and on the disk: if we are cut off now, she is erased by whoever comes next, and a
    # line says so twice. The other way round she would come back with a backup.
    await asyncio.to_thread(append, ledger, Erased(client_id, now))
    await _erase(session, client, now)
    log.info("client_erased")
    return True


async def _locked(session: AsyncSession, *which: Any, skip_locked: bool = False) -> Client | None:
    """Lock a client, her account before her; None if there is none, or another has either."""
    lock: dict[str, Any] = {"key_share": False, "skip_locked": skip_locked}
    hers = select(Account.id).join(Client, Client.id == Account.id).where(*which)
    if await session.scalar(hers.with_for_update(of=Account, **lock)) is None:
        return None
    found: Client | None = await session.scalar(
        select(Client).where(*which).with_for_update(**lock)
    )
    return found


async def _erase(session: AsyncSession, client: Client, at: datetime) -> None:
    """Delete what is a client's, who is locked: all that refers to her, and to her account.

    First what refers to her: PostgreSQL would refuse to delete an account that is the author of
    what its client takes along.
    """
    client_id, practice_id = client.id, client.practice_id
    for statement in (_OF_BRIEFS, _CLIENT, _ACCOUNT):
        await session.execute(statement, {"client": client_id})
    noted = {"id": client_id, "created_at": at, "practice_id": practice_id}
    await session.execute(insert_into(session, Erasure).on_conflict_do_nothing(), [noted])
    session.add(
        AuditEvent(
            created_at=at,
            practice_id=practice_id,
            actor_id=None,
            client_id=client_id,
            action="erase client",
            subject=None,
        )
    )


_DUE: Select[UUID] = (
    select(Client.id)
    .where(Client.erase_at <= bindparam("before"))
    .order_by(Client.erase_at)
    .limit(BATCH)
)
# What reminds therapists of her sessions is theirs: no cascade finds it.
_SESSIONS = select(Appointment.id).where(Appointment.client_id == bindparam("client"))
_BRIEFS = select(Reminder.id).where(Reminder.subject_id.in_(_SESSIONS))
_ABOUT_HER = or_(Reminder.subject_id.in_(_SESSIONS), Reminder.subject_id.in_(_BRIEFS))
_ON_ITS_WAY = select(Reminder.id).where(_ABOUT_HER, Reminder.state == "claimed").limit(1)
_OF_BRIEFS = delete(Reminder).where(_ABOUT_HER).execution_options(synchronize_session=False)
_CLIENT, _ACCOUNT = (
    delete(table)
    .where(table.id == bindparam("client"))
    .execution_options(synchronize_session=False)
    for table in (Client, Account)
)
