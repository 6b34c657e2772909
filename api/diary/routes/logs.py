"""/v1/me/logs: what became of each slot, written by the phone, offline or not."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import ClientMe, Config, Content, Language, Now, Session
from api.care.calendars import load_zones
from api.care.locks import lock_client
from api.care.plans import WHOLE, to_plan
from api.diary.logs import (
    LogAnswers,
    LogIn,
    require_answer_of,
    require_known,
    slot_of,
    take_over,
    undo,
)
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, refusals
from api.platform.http.fields import Instant, Out
from api.reminders.done import note_answer, skip_done
from api.reminders.locks import lock_reminders
from api.reminders.planning import replan
from api.rules.instants import ZoneSpan, local_date_in_history
from api.rules.plan.plans import Plan, stages
from api.rules.plan.schedules import Slot, duty_slots
from api.rules.safety import stop_rules_met
from api.rules.uploads import ordering, refused_date
from api.safety.stops import Said, stop_exercise
from api.safety.texts import SafetyTextOut, texts_of_stop
from api.tables import Log, LogAlias, Prescription, PrescriptionVersion

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/logs", tags=["logs"])


class LogOut(LogAnswers):
    """`safety_texts`: what to show now, when what was sent stops the exercise."""

    safety_texts: list[SafetyTextOut]


class UndoOut(Out):
    id: UUID
    undone: bool


@router.put(
    "/{log_id}",
    operation_id="put_log",
    response_model=LogOut,
    responses={
        201: {"model": LogOut, "description": "The first of its slot."},
        **refusals(Conflict),
    },
)
async def put_log(
    log_id: UUID,
    body: LogIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    language: Language,
    response: Response,
) -> LogOut:
    """Store what became of a slot. Replays and reorderings converge; the newest record counts.

    What meets a stop rule pauses the item until the therapist resumes it, even if it was undone.
    """
    # One upload of hers at a time: two phones may write the same slot.
    await lock_client(session, me.id)
    require_known(body, library)
    row, version = await _require_slot(session, body, me, now)
    log, is_first = await _store(session, log_id, body, me, now)
    response.status_code = 201 if is_first else 200
    met = stop_rules_met(body.pain_before, body.pain_after, version.max_pain, body.stop_signs)
    if met:
        # All of hers in one order, before the one of this slot: the worker may hold several.
        await lock_reminders(session, me.id, now)
    if log.undone:
        await replan(session, me.id, now, config.reminder_spread_s)
    else:
        await skip_done(session, me.id, log.prescription_id, log.local_date, log.slot)
    texts: list[SafetyTextOut] = []
    if met:
        said = Said(me.id, log.id, log.local_date, met)
        pain = body.model_dump(include={"pain_before", "pain_after"})
        pain["max_pain"] = version.max_pain
        await stop_exercise(session, row, said, pain, now, config.reminder_spread_s)
        texts = await texts_of_stop(session, me, library, language, met)
    if not log.undone:
        await note_answer(session, me.id)
    return _shown(log, texts)


@router.delete("/{log_id}", operation_id="undo_log", response_model=UndoOut)
async def undo_log(
    log_id: UUID,
    recorded_at: Annotated[Instant, Query()],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> UndoOut:
    """Undo a log, even one that has not arrived yet; a log recorded later counts again."""
    # One upload of hers at a time: two phones may write the same slot.
    await lock_client(session, me.id)
    log, alias = await _find(session, log_id, me, now)
    if log is None:
        alias = alias or LogAlias(id=log_id, created_at=now, client_id=me.id)
        undone_at = ordering(recorded_at, now)
        alias.undone_at = max(alias.undone_at or undone_at, undone_at)
        session.add(alias)
        return UndoOut(id=log_id, undone=True)
    undo(log, ordering(recorded_at, now))
    await session.flush()
    await replan(session, me.id, now, config.reminder_spread_s)
    return UndoOut(id=log.id, undone=log.undone)


async def _store(
    session: AsyncSession, log_id: UUID, body: LogIn, me: Caller, now: datetime
) -> tuple[Log, bool]:
    """Return what is stored of the slot now, and whether this body is its first."""
    log, alias = await _find(session, log_id, me, now)
    log = log or await _of_slot(session, body)
    is_first = log is None
    if log is None:
        log = Log(id=log_id, created_at=now, client_id=me.id, **slot_of(body))
        session.add(log)
    elif slot_of(body) != {name: getattr(log, name) for name in slot_of(body)}:
        raise Conflict(code="id_of_another_slot", title="This id belongs to another slot.")
    take_over(log, body, now)
    await session.flush()
    await _remember_alias(session, log_id, log, alias, me, now)
    return log, is_first


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


async def _of_slot(session: AsyncSession, body: LogIn) -> Log | None:
    return await session.scalar(
        select(Log).where(*(getattr(Log, name) == value for name, value in slot_of(body).items()))
    )


async def _remember_alias(
    session: AsyncSession,
    log_id: UUID,
    log: Log,
    alias: LogAlias | None,
    me: Caller,
    now: datetime,
) -> None:
    """Remember a second id of a slot, and carry out an undo that came before its log."""
    if alias is None and log_id == log.id:
        return
    alias = alias or LogAlias(id=log_id, created_at=now, client_id=me.id)
    alias.log_id = log.id
    session.add(alias)
    if alias.undone_at is not None:
        undo(log, alias.undone_at)
    await session.flush()


async def _require_slot(
    session: AsyncSession, body: LogIn, me: Caller, now: datetime
) -> tuple[Prescription, PrescriptionVersion]:
    """Return what asked for the slot.

    Refuses one that the plan never had on that date, or that comes too late.
    """
    row = await session.scalar(
        access.visible(Prescription, me)
        .where(Prescription.id == body.prescription_id)
        .options(*WHOLE)
    )
    if row is None:
        raise Invalid("/prescription_id", "unknown_prescription", "You have no such item.")
    require_answer_of(row.kind, body)
    history = await load_zones(session, me.id)
    recorded_on = local_date_in_history(ordering(body.recorded_at, now), history)
    refused = refused_date(body.local_date, recorded_on, now)
    if refused:
        raise Invalid("/local_date", refused, "This date cannot be logged now.")
    asked = _slot(to_plan(row), history, body)
    if asked is None:
        raise Invalid("/slot", "not_a_slot_of_this_date", "Nothing is due then.")
    return row, row.versions[asked.version - 1]


def _slot(plan: Plan, history: tuple[ZoneSpan, ...], body: LogIn) -> Slot | None:
    """Return the slot a log is of, by the plan as it is or as it ever was.

    A phone without a network shows the plan that it last heard of. What was done by it is kept and
    can stop the exercise, though it counts only where the plan still asks for it.
    """
    for stage in (plan, *stages(plan)):
        for slot in duty_slots(stage, history, body.local_date, body.local_date):
            if slot.slot == body.slot:
                return slot
    return None


def _shown(log: Log, texts: list[SafetyTextOut]) -> LogOut:
    answers = {name: getattr(log, name) for name in LogAnswers.model_fields}
    return LogOut(**answers, safety_texts=texts)
