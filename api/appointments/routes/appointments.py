"""Sessions at the practice, planned and held: only the therapist reads and writes these."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import access
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.appointments.appointments import AppointmentIn, AppointmentOut, AppointmentPatch, Status
from api.appointments.feedback import WITH_FEEDBACK
from api.appointments.keeping import (
    appointments_of,
    change_appointment,
    note_appointment,
    shown_of,
)
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import Out
from api.tables import Appointment

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["appointments"])


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
    return await note_appointment(session, me, client_id, body, now, library, config)


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
    items, cursor = await appointments_of(
        session, client_id, pages, status, newest_first=order == "newest"
    )
    return AppointmentPage(items=items, next_cursor=cursor)


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
    shown = await shown_of(session, row)
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
    condition = request.headers.get("if-match")
    shown = await change_appointment(
        session, me, appointment_id, body, condition, now, library, config
    )
    response.headers["ETag"] = shown.etag
    return shown
