"""Sessions at the practice, planned and held: only the therapist reads and writes these."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
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
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, Invalid, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH, require_match
from api.platform.http.fields import Out
from api.platform.ids import new_id
from api.reminders.of_briefs import keep_lead, remind_of_briefs
from api.tables import Appointment, Client

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["appointments"])
# As for the episodes that they belong to.
LONGEST_AGO, FURTHEST_AHEAD = timedelta(days=5 * 366), timedelta(days=366)


class AppointmentPage(Out):
    items: list[AppointmentOut]
    next_cursor: str | None


@router.post(
    "/clients/{client_id}/appointments",
    operation_id="add_appointment",
    response_model=AppointmentOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def create_appointment(
    client_id: UUID,
    body: AppointmentIn,
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    config: Config,
) -> AppointmentOut:
    """Note a session, planned or held; before a planned one I am told that its brief is ready."""
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
    return await _shown(session, row)


@router.get(
    "/clients/{client_id}/appointments",
    operation_id="list_appointments",
    response_model=AppointmentPage,
)
async def list_appointments(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    pages: Pages,
    status: Annotated[Status | None, Query()] = None,
    order: Annotated[Literal["earliest", "newest"], Query()] = "earliest",
) -> AppointmentPage:
    """List a client's sessions, earliest first unless asked otherwise, each with its ETag."""
    await access.client(session, client_id, me, now, "view appointments")
    query = select(Appointment).where(Appointment.client_id == client_id).options(WITH_FEEDBACK)
    if status is not None:
        query = query.where(Appointment.status == status)
    rows, cursor = await page_of(session, query, pages, newest_first=order == "newest")
    course = await load_course(session, client_id)
    return AppointmentPage(
        items=[show_appointment(row, course) for row in rows], next_cursor=cursor
    )


@router.get(
    "/appointments/{appointment_id}",
    operation_id="get_appointment",
    response_model=AppointmentOut,
)
async def get_appointment(
    appointment_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> AppointmentOut:
    """Read one session."""
    row = await access.fetch(session, Appointment, appointment_id, me, now, WITH_FEEDBACK)
    access.note(session, me, now, "view appointment", row.client_id)
    shown = await _shown(session, row)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/appointments/{appointment_id}",
    operation_id="edit_appointment",
    response_model=AppointmentOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_appointment(
    appointment_id: UUID,
    body: Sent[AppointmentPatch],
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    config: Config,
    request: Request,
    response: Response,
) -> AppointmentOut:
    """Change a session, or say what became of it. Needs the ETag that was read, as If-Match."""
    await keep_lead(session, me.id)
    row = await access.fetch(session, Appointment, appointment_id, me, now, lock=True)
    await access.fetch(session, Client, row.client_id, me, now, lock=True)
    # Only now: what the client says of a session is written under her lock.
    await session.refresh(row, ["feedback"])
    before = await _shown(session, row)
    require_match(request, before.etag)
    edit = body.of(before)
    require_known(edit, library)
    if _change(row, edit):
        await _require_possible(session, row, now)
        await remind_of_briefs(session, Appointment.id == row.id, now, config.reminder_spread_s)
    shown = await _shown(session, row)
    access.note_edit(session, me, now, "appointment", row.client_id, changed=shown != before)
    response.headers["ETag"] = shown.etag
    return shown


async def _shown(session: AsyncSession, row: Appointment) -> AppointmentOut:
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
