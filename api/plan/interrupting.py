"""What interrupts a prescription: paused, resumed, stopped. Each may be said twice.

Pauses change under the client's lock, as a stop for safety does; a stop, and taking it back, under
the prescription's as well. A stop that is taken back is kept as a pause: nothing was due meanwhile.
"""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.locks import lock_client
from api.care.plans import WHOLE, is_open
from api.library import Library
from api.plan.acknowledgements import forget_stop
from api.plan.clearances import contraindications_of, require_cleared
from api.plan.prescribing import item_of, require_going_on
from api.plan.prescriptions import PrescriptionOut, show_prescription
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.fields import In, LocalDate, Note
from api.reminders.planning import replan
from api.rules.instants import instant, zone
from api.rules.plan.plans import can_be_taken_back
from api.safety.stops import is_stopped_for_safety, pause_for_what_came
from api.tables import Account, Client, Prescription, PrescriptionPause

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


async def pause(
    session: AsyncSession, me: Caller, id: UUID, body: PauseIn, now: datetime, spread_s: int
) -> PrescriptionOut:
    """Pause a prescription from now on, or change until when it is paused."""
    row = await _locked(session, id, me, now, "pause prescription")
    require_going_on(row)
    until_at = await _until(session, row, body, now)
    running = [each for each in row.pauses if is_open(each, now) and not each.safety]
    for each in running:
        each.until_at, each.reason = until_at, body.reason or each.reason
    if not running and not is_stopped_for_safety(row, now):
        begun = PrescriptionPause(created_at=now, from_at=now, until_at=until_at)
        begun.reason = body.reason
        row.pauses.append(begun)
    return await _settled(session, row, now, spread_s)


async def resume(
    session: AsyncSession,
    me: Caller,
    id: UUID,
    body: ResumeIn,
    now: datetime,
    library: Library,
    spread_s: int,
) -> PrescriptionOut:
    """End every pause of a prescription now, or take back that it was stopped."""
    row = await _locked(session, id, me, now, "resume prescription")
    stop = await _take_back_stop(session, row, library, now)
    note = body.note.strip() if body.note else ""
    if not note and is_stopped_for_safety(row, now):
        raise Invalid("/note", "required_after_safety_stop", "Say why it may go on.")
    await _require_cleared(session, row, library)
    for each in _ended_by(stop, row, now):
        each.until_at = now
        each.resumed_by, each.resume_note = me.id, note or None
    return await _settled(session, row, now, spread_s)


async def stop(
    session: AsyncSession, me: Caller, id: UUID, body: StopIn, now: datetime, spread_s: int
) -> PrescriptionOut:
    """Stop a prescription, unless it is stopped."""
    row = await access.fetch(session, Prescription, id, me, now, *WHOLE, lock=True)
    access.note(session, me, now, "stop prescription", row.client_id)
    if row.stopped_at is None:
        row.stopped_at, row.stop_reason = now, body.reason
    return await _settled(session, row, now, spread_s)


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
    codes = await contraindications_of(session, await session.get_one(Client, row.client_id))
    require_cleared(item_of(row, library), row.versions[-1], codes)


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
