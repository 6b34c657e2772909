"""/v1/me/appointments: a client's own sessions, and what she says of each afterwards."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import select

from api.access.deps import ClientMe, Now, Pages, Session
from api.appointments.appointments import page_of
from api.appointments.feedback import WITH_FEEDBACK, FeedbackIn, FeedbackOut, give_feedback
from api.appointments.my_appointments import MyAppointmentOut, show_my_appointment
from api.care.calendars import load_zones
from api.care.locks import lock_client
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Out
from api.platform.http.uploads import UploadOut
from api.tables import Appointment

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/appointments", tags=["feedback"])


class StoredFeedback(FeedbackOut, UploadOut):
    """The feedback on a session that holds now."""


class MyAppointmentPage(Out):
    items: list[MyAppointmentOut]
    next_cursor: str | None


@router.get("", operation_id="list_my_appointments", response_model=MyAppointmentPage)
async def list_my_appointments(me: ClientMe, session: Session, pages: Pages) -> MyAppointmentPage:
    """List my sessions, newest first, each with what I said of it."""
    query = select(Appointment).where(Appointment.client_id == me.id).options(WITH_FEEDBACK)
    rows, cursor = await page_of(session, query, pages, newest_first=True)
    history = await load_zones(session, me.id)
    return MyAppointmentPage(
        items=[show_my_appointment(row, row.feedback, history) for row in rows], next_cursor=cursor
    )


@router.put(
    "/{appointment_id}/feedback",
    operation_id="put_feedback",
    response_model=StoredFeedback,
    responses={
        201: {"model": StoredFeedback, "description": "The first of its session."},
        **refusals(Conflict),
    },
)
async def put_feedback(
    appointment_id: UUID,
    body: FeedbackIn,
    me: ClientMe,
    session: Session,
    now: Now,
    response: Response,
) -> StoredFeedback:
    """Store how a session felt and how sore I was. Replays and reorderings converge."""
    # One upload of a client at a time: two phones may write the same feedback.
    await lock_client(session, me.id)
    stored, is_first = await give_feedback(session, appointment_id, body, me, now)
    if is_first:
        response.status_code = 201
    shown = FeedbackOut.model_validate(stored)
    return StoredFeedback(**dict(shown), server_time=now)
