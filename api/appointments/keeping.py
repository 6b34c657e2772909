"""Keeping a client's sessions: noted, listed and changed, whoever sends it: the API or a page."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.appointments.appointments import (
    AppointmentIn,
    AppointmentOut,
    AppointmentPatch,
    Status,
    page_of,
    require_known,
    show_appointment,
)
from api.appointments.feedback import WITH_FEEDBACK
from api.care.courses import load_course
from api.library import Library
from api.platform.http.edits import Edit
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.etags import require_condition
from api.platform.http.paging import Paging
from api.platform.ids import new_id
from api.platform.settings import Settings
from api.reminders.of_briefs import keep_lead, remind_of_briefs
from api.tables import Appointment, Client

# As for the episodes that they belong to.
LONGEST_AGO, FURTHEST_AHEAD = timedelta(days=5 * 366), timedelta(days=366)


async def note_appointment(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    body: AppointmentIn,
    now: datetime,
    library: Library,
    config: Settings,
) -> AppointmentOut:
    """Note a session of a client in my care; before a planned one I am reminded of its brief."""
    await keep_lead(session, me.id)
    await access.client(session, client_id, me, now, "add appointment", lock=True)
    require_known(body, library)
    row = Appointment(
        id=new_id(),
        created_at=now,
        client_id=client_id,
        therapist_id=me.id,
        feedback=None,
        **body.model_dump(),
    )
    await _require_possible(session, row, now)
    session.add(row)
    await remind_of_briefs(session, Appointment.id == row.id, now, config.reminder_spread_s)
    return await shown_of(session, row)


async def change_appointment(
    session: AsyncSession,
    me: Caller,
    appointment_id: UUID,
    body: Edit[AppointmentPatch],
    condition: str | None,
    now: datetime,
    library: Library,
    config: Settings,
) -> AppointmentOut:
    """Change a session in my care, which is as it was read: `condition` is its ETag."""
    await keep_lead(session, me.id)
    row = await access.fetch(session, Appointment, appointment_id, me, now, lock=True)
    await access.fetch(session, Client, row.client_id, me, now, lock=True)
    # Only now: what the client says of a session is written under her lock.
    await session.refresh(row, ["feedback"])
    before = await shown_of(session, row)
    require_condition(condition, before.etag)
    edit = body.of(before)
    require_known(edit, library)
    if _change(row, edit):
        await _require_possible(session, row, now)
        await remind_of_briefs(session, Appointment.id == row.id, now, config.reminder_spread_s)
    shown = await shown_of(session, row)
    access.note_edit(session, me, now, "appointment", row.client_id, changed=shown != before)
    return shown


async def appointments_of(
    session: AsyncSession,
    client_id: UUID,
    pages: Paging,
    status: Status | None = None,
    *,
    newest_first: bool,
) -> tuple[list[AppointmentOut], str | None]:
    """Return a page of a client's sessions, and the cursor of the next."""
    query = select(Appointment).where(Appointment.client_id == client_id).options(WITH_FEEDBACK)
    if status is not None:
        query = query.where(Appointment.status == status)
    rows, cursor = await page_of(session, query, pages, newest_first=newest_first)
    course = await load_course(session, client_id)
    return [show_appointment(row, course) for row in rows], cursor


async def shown_of(session: AsyncSession, row: Appointment) -> AppointmentOut:
    """Return an appointment as it is shown, once it is where its course can count it."""
    await session.flush()
    return show_appointment(row, await load_course(session, row.client_id))


def _change(row: Appointment, edit: AppointmentPatch) -> dict[str, Any]:
    """Put what was sent into the row, and return it."""
    sent = edit.model_dump(exclude_unset=True)
    told = {name: value for name, value in sent.items() if value is not None or name == "note"}
    for name, value in told.items():
        setattr(row, name, value)
    return told


async def _require_possible(session: AsyncSession, row: Appointment, now: datetime) -> None:
    """Refuse what cannot have happened yet, absurd dates, and a second session at the same time."""
    if not -LONGEST_AGO <= row.starts_at - now <= FURTHEST_AHEAD:
        raise Invalid("/starts_at", "too_far_from_today", "An appointment is not so far away.")
    if row.status in ("completed", "missed") and row.starts_at > now:
        raise Invalid("/status", "not_yet_begun", "This appointment has not begun yet.")
    if row.status == "cancelled":
        return
    taken = await session.scalar(
        select(Appointment.id).where(
            Appointment.client_id == row.client_id,
            Appointment.starts_at == row.starts_at,
            Appointment.status != "cancelled",
            Appointment.id != row.id,
        )
    )
    if taken is not None:
        title = "The client has another appointment at this time."
        raise Conflict(code="appointment_at_time", title=title)
