"""What interrupts a prescription: paused, resumed, stopped. Each may be said twice."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api import access
from api.actions.plan_reminders import replan
from api.auth import Caller
from api.deps import Config, Now, Session, Therapist
from api.domain.instants import instant, zone
from api.errors import Conflict, Invalid, refusals
from api.json_bodies import JsonRoute
from api.models import Account, Prescription, PrescriptionPause
from api.prescriptions import PrescriptionOut, show_prescription, state_of
from api.schemas import In, LocalDate, Note

router = APIRouter(route_class=JsonRoute, prefix="/v1/prescriptions", tags=["prescriptions"])
WHOLE = (selectinload(Prescription.versions), selectinload(Prescription.pauses))
Reason = Annotated[Note, Field(max_length=500)]


class PauseIn(In):
    """`until_on`: the local date on which it goes on again; without one it waits for resume."""

    until_on: LocalDate | None = None
    reason: Reason = ""


class StopIn(In):
    reason: Reason = ""


@router.post(
    "/{prescription_id}/pause",
    operation_id="pause_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict),
)
async def pause_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    body: PauseIn | None = None,
) -> PrescriptionOut:
    """Pause from now on: nothing is due and nothing is reminded until it goes on."""
    row = await _going_on(session, prescription_id, me, now, "pause prescription")
    if state_of(row, now) == "active":
        row.pauses.append(await _pause(session, row, body or PauseIn(), now))
    return await _settled(session, row, now, config.reminder_spread_s)


@router.post(
    "/{prescription_id}/resume",
    operation_id="resume_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict),
)
async def resume_prescription(
    prescription_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> PrescriptionOut:
    """End every pause now."""
    row = await _going_on(session, prescription_id, me, now, "resume prescription")
    for pause in row.pauses:
        if pause.until_at is None or pause.until_at > now:
            pause.until_at = max(now, pause.from_at)
    return await _settled(session, row, now, config.reminder_spread_s)


@router.post(
    "/{prescription_id}/stop", operation_id="stop_prescription", response_model=PrescriptionOut
)
async def stop_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    body: StopIn | None = None,
) -> PrescriptionOut:
    """Stop for good; what was due before stays due, what was logged stays logged."""
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE, lock=True)
    access.note(session, me, now, "stop prescription", row.client_id)
    if row.stopped_at is None:
        row.stopped_at, row.stop_reason = now, (body or StopIn()).reason
    return await _settled(session, row, now, config.reminder_spread_s)


async def _going_on(
    session: AsyncSession, prescription_id: UUID, me: Caller, now: datetime, action: str
) -> Prescription:
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE, lock=True)
    if row.stopped_at is not None:
        raise Conflict(code="prescription_stopped", title="This prescription was stopped.")
    access.note(session, me, now, action, row.client_id)
    return row


async def _pause(
    session: AsyncSession, row: Prescription, body: PauseIn, now: datetime
) -> PrescriptionPause:
    until_at = None
    if body.until_on is not None:
        account = await session.get_one(Account, row.client_id)
        until_at = instant(body.until_on, time.min, zone(account.timezone))
        if until_at is None or until_at <= now:
            raise Invalid("/until_on", "not_after_today")
    return PrescriptionPause(created_at=now, from_at=now, until_at=until_at, reason=body.reason)


async def _settled(
    session: AsyncSession, row: Prescription, now: datetime, spread_s: int
) -> PrescriptionOut:
    await session.flush()
    await replan(session, row.client_id, now, spread_s)
    return show_prescription(row, now)
