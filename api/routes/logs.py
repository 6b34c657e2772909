"""/v1/me/logs: what became of each slot, written by the phone, offline or not."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api import access
from api.actions.plan_reminders import replan
from api.actions.skip_done import skip_done
from api.auth import Caller
from api.content import Library
from api.deps import ClientMe, Config, Content, Now, Session
from api.domain.instants import local_date_in_history
from api.domain.schedules import duty_slots
from api.domain.uploads import digest_of, ordering, refused_date
from api.errors import Conflict, Invalid, refusals
from api.json_bodies import JsonRoute
from api.models import Client, Log, LogAlias, Prescription
from api.plans import load_zones, to_plan
from api.schemas import Code, Instant, LocalDate, Note, Out, PhoneIn, Score, SlotName, whole

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/logs", tags=["logs"])
# Orders an undo after every log of the same instant: no digest is greater.
LAST = "~"


class LogIn(PhoneIn):
    """One slot's outcome; `slot` is its scheduled HH:MM, or `day` for a habit's daily answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "prescription_id": "019cacf1-20d0-7c5a-8f04-5f6b1c2d3e4f",
                    "local_date": "2026-03-02",
                    "slot": "08:30",
                    "outcome": "partial",
                    "sets_done": 1,
                    "pain_before": 3,
                    "pain_after": 2,
                    "effort": 4,
                    "note": "One set, then the bus came.",
                    "recorded_at": "2026-03-02T08:41:07+01:00",
                }
            ]
        }
    )

    prescription_id: UUID
    local_date: LocalDate
    slot: SlotName
    outcome: Literal["done", "partial", "skipped", "excused"]
    reason: Code | None = None
    sets_done: Annotated[int, whole(0, 99)] | None = None
    pain_before: Score | None = None
    pain_after: Score | None = None
    effort: Score | None = None
    stop_signs: Annotated[list[Code], Field(max_length=10)] = []
    note: Note | None = None
    recorded_at: Instant


class LogOut(Out):
    id: UUID
    prescription_id: UUID
    local_date: date
    slot: str
    outcome: str
    reason: str | None
    sets_done: int | None
    pain_before: int | None
    pain_after: int | None
    effort: int | None
    stop_signs: list[str]
    note: str | None
    recorded_at: datetime
    undone: bool


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
    response: Response,
) -> Log:
    """Store what became of a slot. Replays and reorderings converge; the newest record counts."""
    await _lock(session, me)
    _require_known(body, library)
    await _require_slot(session, body, me, now)
    log, alias = await _find(session, log_id, me, now)
    log = log or await _of_slot(session, body)
    if log is None:
        response.status_code = 201
        log = Log(id=log_id, created_at=now, client_id=me.id, **_key(body))
        session.add(log)
    elif _key(body) != {name: getattr(log, name) for name in _key(body)}:
        raise Conflict(code="id_of_another_slot", title="This id belongs to another slot.")
    _write(log, body, now)
    await session.flush()
    await _remember_alias(session, log_id, log, alias, me, now)
    if log.undone:
        await replan(session, me.id, now, config.reminder_spread_s)
    else:
        await skip_done(session, log.prescription_id, log.local_date, log.slot)
    return log


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
    await _lock(session, me)
    log, alias = await _find(session, log_id, me, now)
    if log is None:
        alias = alias or LogAlias(id=log_id, created_at=now, client_id=me.id)
        undone_at = ordering(recorded_at, now)
        alias.undone_at = max(alias.undone_at or undone_at, undone_at)
        session.add(alias)
        return UndoOut(id=log_id, undone=True)
    _undo(log, ordering(recorded_at, now))
    await session.flush()
    await replan(session, me.id, now, config.reminder_spread_s)
    return UndoOut(id=log.id, undone=log.undone)


async def _lock(session: AsyncSession, me: Caller) -> None:
    """Let one upload of a client in at a time: two phones may write the same slot."""
    await session.get_one(Client, me.id, with_for_update={"key_share": True})


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
        select(Log).where(*(getattr(Log, name) == value for name, value in _key(body).items()))
    )


def _key(body: LogIn) -> dict[str, Any]:
    return body.model_dump(include={"prescription_id", "local_date", "slot"})


def _write(log: Log, body: LogIn, now: datetime) -> None:
    """Take the body over, unless what is stored was recorded later."""
    told = body.model_dump(exclude={*_key(body), "recorded_at"})
    order = (ordering(body.recorded_at, now), digest_of(told))
    if log.ordered_at is not None and order <= (log.ordered_at, log.digest):
        return
    for name, value in told.items():
        setattr(log, name, value)
    log.recorded_at, log.received_at, log.undone = body.recorded_at, now, False
    log.ordered_at, log.digest = order


def _undo(log: Log, at: datetime) -> None:
    if (at, LAST) > (log.ordered_at, log.digest):
        log.undone, log.ordered_at, log.digest = True, at, LAST


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
        _undo(log, alias.undone_at)
    await session.flush()


async def _require_slot(session: AsyncSession, body: LogIn, me: Caller, now: datetime) -> None:
    """Refuse a slot the plan does not have on that date, and one that comes too late."""
    row = await session.scalar(
        access.visible(Prescription, me)
        .where(Prescription.id == body.prescription_id)
        .options(selectinload(Prescription.versions), selectinload(Prescription.pauses))
    )
    if row is None:
        raise Invalid("/prescription_id", "unknown_prescription")
    history = await load_zones(session, me.id)
    recorded_on = local_date_in_history(ordering(body.recorded_at, now), history)
    refused = refused_date(body.local_date, recorded_on, now)
    if refused:
        raise Invalid("/local_date", refused)
    slots = duty_slots(to_plan(row), history, body.local_date, body.local_date)
    if body.slot not in {slot.slot for slot in slots}:
        raise Invalid("/slot", "not_a_slot_of_this_date")


def _require_known(body: LogIn, library: Library) -> None:
    vocabulary = library.vocabulary("en")
    if body.reason is not None and body.reason not in vocabulary.codes("skip_reasons"):
        raise Invalid("/reason", "unknown_reason")
    for index, code in enumerate(body.stop_signs):
        if code not in vocabulary.codes("stop_signs"):
            raise Invalid(f"/stop_signs/{index}", "unknown_stop_sign")
