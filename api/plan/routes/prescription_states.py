"""What interrupts a prescription: paused, resumed, stopped. Each may be said twice.

Pauses change under the client's lock, as a stop for safety does; a stop, and taking it back, under
the prescription's as well. A stop that is taken back is kept as a pause: nothing was due meanwhile.
"""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Session, Therapist
from api.care.locks import lock_client
from api.care.plans import WHOLE, is_open
from api.library import Library
from api.plan.acknowledgements import forget_stop
from api.plan.clearances import contraindications_of, require_cleared
from api.plan.prescriptions import PrescriptionOut, show_prescription
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, refusals
from api.platform.http.fields import In, LocalDate, Note
from api.reminders.planning import replan
from api.rules.instants import instant, zone
from api.rules.plan.plans import can_be_taken_back
from api.safety.stops import is_stopped_for_safety, pause_for_what_came
from api.tables import Account, Client, Prescription, PrescriptionPause

router = APIRouter(route_class=JsonRoute, prefix="/v1/prescriptions", tags=["prescriptions"])
Reason = Annotated[Note, Field(max_length=500)]


class PauseIn(In):
    """`until_on`: the local date on which it goes on again; without one it waits for resume."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"until_on": "2026-03-16", "reason": "On holiday."}]}
    )

    until_on: LocalDate | None = None
    reason: Reason = ""


class ResumeIn(In):
    """`note`: why it may go on; what was stopped for safety needs one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"note": "Examined her today; she may go on."}]}
    )

    note: Reason | None = None


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
    """Pause from now on: nothing is due and nothing is reminded until it goes on.

    Said again, the last word on when it ends counts. A stop for safety ends by resume alone.
    """
    row = await _locked(session, prescription_id, me, now, "pause prescription")
    if row.stopped_at is not None:
        raise Conflict(code="prescription_stopped", title="This prescription was stopped.")
    body = body or PauseIn()
    until_at = await _until(session, row, body, now)
    running = [pause for pause in row.pauses if is_open(pause, now) and not pause.safety]
    for pause in running:
        pause.until_at, pause.reason = until_at, body.reason or pause.reason
    if not running and not is_stopped_for_safety(row, now):
        pause = PrescriptionPause(created_at=now, from_at=now, until_at=until_at)
        pause.reason = body.reason
        row.pauses.append(pause)
    return await _settled(session, row, now, config.reminder_spread_s)


@router.post(
    "/{prescription_id}/resume",
    operation_id="resume_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict),
)
async def resume_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    body: ResumeIn | None = None,
) -> PrescriptionOut:
    """End every pause now. After a safety stop it needs a note.

    Of an item that was stopped within 24 hours it takes the stop back: what was paused before, and
    not for safety, stays paused. What the client disclosed since has to be cleared first, by an
    edit.
    """
    row = await _locked(session, prescription_id, me, now, "resume prescription")
    stop = await _take_back_stop(session, row, library, now)
    note = body.note.strip() if body and body.note else ""
    if not note and is_stopped_for_safety(row, now):
        raise Invalid("/note", "required_after_safety_stop", "Say why it may go on.")
    await _require_cleared(session, row, library)
    for pause in _ended_by(stop, row, now):
        pause.until_at = now
        pause.resumed_by, pause.resume_note = me.id, note or None
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
    """Stop: what was due before stays due, what was logged stays logged.

    By mistake? `resume` takes it back within 24 hours; after that it is for good.
    """
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE, lock=True)
    access.note(session, me, now, "stop prescription", row.client_id)
    if row.stopped_at is None:
        row.stopped_at, row.stop_reason = now, (body or StopIn()).reason
    return await _settled(session, row, now, config.reminder_spread_s)


async def _locked(
    session: AsyncSession, prescription_id: UUID, me: Caller, now: datetime, action: str
) -> Prescription:
    """Return a prescription, locked with its client, as it is once nobody else has them."""
    # Found first, to know whose lock to wait for, and read after it.
    found = await access.fetch(session, Prescription, prescription_id, me, now, lock=True)
    session.expunge(found)
    await lock_client(session, found.client_id)
    access.note(session, me, now, action, found.client_id)
    return await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE)


def _ended_by(
    stop: PrescriptionPause | None, row: Prescription, now: datetime
) -> list[PrescriptionPause]:
    """Return the pauses that a resume ends: all that are open, or those of a stop and of safety."""
    return [
        pause
        for pause in row.pauses
        # What began while we waited for the lock is not what she decided about.
        if is_open(pause, now) and pause.from_at <= now
        if stop is None or pause is stop or pause.safety
    ]


async def _take_back_stop(
    session: AsyncSession, row: Prescription, library: Library, now: datetime
) -> PrescriptionPause | None:
    """Turn the stop of a prescription, if there is one, into a pause, and return that."""
    stopped_at, reason = row.stopped_at, row.stop_reason or ""
    if stopped_at is None:
        return None
    if not can_be_taken_back(stopped_at, now):
        raise Conflict(
            code="stopped_too_long_ago",
            title="A stop can be taken back within 24 hours. Prescribe the item again.",
        )
    row.stopped_at = row.stop_reason = None
    # Two processes may disagree a little about what time it is.
    from_at = min(stopped_at, now)
    pause = PrescriptionPause(created_at=now, from_at=from_at, reason=reason)
    row.pauses.append(pause)
    await pause_for_what_came(session, row, from_at, library)
    await forget_stop(session, row)
    return pause


async def _require_cleared(session: AsyncSession, row: Prescription, library: Library) -> None:
    newest = row.versions[-1]
    item = library.pinned(row.exercise, newest.exercise_version)
    codes = await contraindications_of(session, await session.get_one(Client, row.client_id))
    require_cleared(item, newest, codes)


async def _until(
    session: AsyncSession, row: Prescription, body: PauseIn, now: datetime
) -> datetime | None:
    """Return the instant at which the date begins where the client is."""
    if body.until_on is None:
        return None
    account = await session.get_one(Account, row.client_id)
    until_at = instant(body.until_on, time.min, zone(account.timezone))
    if until_at is None or until_at <= now:
        raise Invalid("/until_on", "not_after_today", "A pause ends after today.")
    return until_at


async def _settled(
    session: AsyncSession, row: Prescription, now: datetime, spread_s: int
) -> PrescriptionOut:
    await session.flush()
    await replan(session, row.client_id, now, spread_s)
    return show_prescription(row, now)
