"""A slot that was logged: what asked for it, what is stored of it, and what that sets off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.plans import WHOLE
from api.care.uploads import hold, hold_awaited, keep
from api.diary.logs import SLOT, LogIn
from api.platform.http.errors import Conflict
from api.platform.statements import fetch, fetch_one
from api.reminders.done import note_answer, skip_done
from api.reminders.locks import lock_reminders
from api.reminders.planning import replan
from api.rules.safety import stop_rules_met
from api.rules.uploads import Upload
from api.safety.stops import Said, stop_exercise
from api.tables import Log, LogAlias, Prescription, PrescriptionVersion

_LOG: Any = Log.__table__
_OF_SLOT = tuple(_LOG.c[name] == bindparam(name) for name in sorted(SLOT))
# Built once: every log runs them. The first finds what bears the id of a log, or is of its slot.
_NAMED = union_all(
    select(Log.id).where(Log.id == bindparam("log")),
    select(LogAlias.id).where(LogAlias.id == bindparam("log")),
    select(Log.id).where(*_OF_SLOT),
)
_HELD = select(_LOG).where(
    Log.id == bindparam("log"), Log.client_id == bindparam("client"), *_OF_SLOT
)
_STORE = insert(_LOG).returning(_LOG)


async def load_item(session: AsyncSession, item: UUID | None, me: Caller) -> Prescription | None:
    """Return an item of a client's plan to be stopped, loaded with its versions and pauses."""
    query = access.visible(Prescription, me).where(Prescription.id == item)
    found: Prescription | None = await session.scalar(query.options(*WHOLE))
    return found


async def store_log(
    session: AsyncSession,
    log_id: UUID,
    slot: Mapping[str, Any],
    upload: Upload,
    me: Caller,
    shown_at: datetime | None = None,
) -> tuple[Log, bool, bool]:
    """Return what is stored of a slot now, and whether this upload is its first, or is known.

    `slot` are the columns that name it, `shown_at` is as of when the plan was that showed it. An id
    of another slot is a Conflict, one of somebody else NotFound. An undo of this id that came
    before is carried out now.
    """
    if await fetch(session, _NAMED, {"log": log_id, **slot}):
        held = await fetch_one(session, _HELD, {"log": log_id, "client": me.id, **slot})
        if held is not None and upload.is_told_by(held):
            return held, False, True
        log, is_first = await _store_again(session, log_id, slot, upload, me)
        log.shown_at = log.shown_at or shown_at
        return log, is_first, False
    head = {"id": log_id, "created_at": upload.received_at, "client_id": me.id}
    columns = {**head, **slot, **Log.columns_of(upload), "shown_at": shown_at}
    return await fetch_one(session, _STORE, columns), True, False


async def _store_again(
    session: AsyncSession, log_id: UUID, slot: Mapping[str, Any], upload: Upload, me: Caller
) -> tuple[Log, bool]:
    """Do the same where a log of the slot, or the id, is known already."""
    now = upload.received_at
    log, alias = await _find(session, log_id, me, now)
    log = log or await session.scalar(select(Log).filter_by(**slot))
    is_first = log is None
    if log is None:
        log = Log(id=log_id, created_at=now, client_id=me.id, **slot)
        log.take_over(upload)
        session.add(log)
        await session.flush()
    elif slot != {name: getattr(log, name) for name in slot}:
        raise Conflict(code="id_of_another_slot", title="This id belongs to another slot.")
    else:
        await hold(session, log, upload)
    await _remember_alias(session, log_id, log, alias, me, now)
    return log, is_first


async def take_back(
    session: AsyncSession, log_id: UUID, upload: Upload, me: Caller
) -> tuple[Log | None, bool]:
    """Undo a log, unless it was recorded later; return it, and whether this undo is news.

    None: it has not come yet. That it is undone is remembered until then.
    """
    now = upload.received_at
    log, alias = await _find(session, log_id, me, now)
    if log is None:
        session.add(alias or LogAlias(id=log_id, created_at=now, client_id=me.id))
        keep(session, me.id, Log.__tablename__, log_id, upload)
        return None, alias is None
    await hold(session, log, upload)
    return log, log.undone and log.received_at == now


async def act_on_log(
    session: AsyncSession,
    log: Log,
    version: PrescriptionVersion,
    body: LogIn,
    me: Caller,
    now: datetime,
    spread_s: int,
) -> list[str]:
    """Bring in line what depends on a slot, and return the stop rules that the body meets.

    A rule that is met stops the exercise, whichever body holds.
    """
    limit = version.max_pain
    met = stop_rules_met(body.pain_before, body.pain_after, limit, body.stop_signs)
    if met:
        # Lock all her reminders by id first: `skip_done` would lock one before the rest, and meet
        # a worker crosswise.
        await lock_reminders(session, log.client_id, now)
    is_unanswered = False
    if log.undone:
        await replan(session, log.client_id, now, spread_s)
    else:
        about = log.client_id, log.prescription_id, log.local_date, log.slot
        is_unanswered = await skip_done(session, *about, sign_in_id=me.sign_in_id, now=now)
    if met:
        row = await load_item(session, log.prescription_id, me)
        assert row is not None, "it was asked for under the lock of the client"
        said = Said(log.client_id, log.id, log.local_date, met)
        pain = body.model_dump(include={"pain_before", "pain_after"}) | {"max_pain": limit}
        await stop_exercise(session, row, said, pain, now, spread_s)
    if is_unanswered:
        await note_answer(session, log.client_id)
    return met


async def _find(
    session: AsyncSession, log_id: UUID, me: Caller, now: datetime
) -> tuple[Log | None, LogAlias | None]:
    """Return the log an id stands for, and what is remembered of the id itself."""
    log = await access.own_or_absent(session, Log, log_id, me, now)
    if log is not None:
        return log, None
    alias = await access.own_or_absent(session, LogAlias, log_id, me, now)
    if alias is not None and alias.log_id is not None:
        log = await session.get_one(Log, alias.log_id)
    return log, alias


async def _remember_alias(
    session: AsyncSession,
    log_id: UUID,
    log: Log,
    alias: LogAlias | None,
    me: Caller,
    now: datetime,
) -> None:
    """Remember a second id of a slot, and carry out the undos that came before its log."""
    if alias is None and log_id == log.id:
        return
    is_awaited = alias is not None and alias.log_id is None
    alias = alias or LogAlias(id=log_id, created_at=now, client_id=me.id)
    alias.log_id = log.id
    session.add(alias)
    if is_awaited:
        await hold_awaited(session, log, log_id)
    await session.flush()
