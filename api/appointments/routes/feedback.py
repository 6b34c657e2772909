"""/v1/me/appointments: a client's own sessions, and what she says of each afterwards."""

from datetime import date as calendar_date
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import ClientMe, Now, Session
from api.appointments.appointments import page_of
from api.appointments.feedback import WITH_FEEDBACK, FeedbackOut
from api.care.calendars import load_zones
from api.care.locks import lock_client
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, refusals
from api.platform.http.fields import Instant, LocalDate, Note, Out, PhoneIn, Score
from api.platform.http.paging import Pages
from api.rules.appointments.courses import NOT_HELD
from api.rules.appointments.feedback import refused_soreness
from api.rules.instants import local_date_in_history
from api.rules.uploads import LATE_UPLOAD_DAYS, digest_of, ordering
from api.tables import Appointment, Feedback

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/appointments", tags=["feedback"])
LATEST = timedelta(days=LATE_UPLOAD_DAYS)
SAID = ("pressure", "soreness", "note", "recorded_at", "ordered_at", "digest", "received_at")


class Soreness(PhoneIn):
    """How sore she was on a date; 0 is not at all."""

    date: LocalDate
    value: Score


class FeedbackIn(PhoneIn):
    """All that is to hold from now on: each upload takes the place of an earlier one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pressure": "right",
                    "soreness": [
                        {"date": "2026-03-02", "value": 3},
                        {"date": "2026-03-03", "value": 1},
                    ],
                    "note": "Much looser.",
                    "recorded_at": "2026-03-03T19:12:30+01:00",
                }
            ]
        }
    )

    pressure: Literal["too_little", "right", "too_much"] | None = None
    soreness: Annotated[list[Soreness], Field(max_length=10)] = []
    note: Note | None = None
    recorded_at: Instant


class MyAppointmentOut(Out):
    """A session as its client sees it: nothing of what the therapist wrote down."""

    id: UUID
    starts_at: datetime
    duration_min: int
    status: str
    feedback: FeedbackOut | None


class MyAppointmentPage(Out):
    items: list[MyAppointmentOut]
    next_cursor: str | None


@router.get("", operation_id="list_my_appointments", response_model=MyAppointmentPage)
async def list_my_appointments(me: ClientMe, session: Session, pages: Pages) -> MyAppointmentPage:
    """List my sessions, newest first, each with what I said of it."""
    query = select(Appointment).where(Appointment.client_id == me.id).options(WITH_FEEDBACK)
    rows, cursor = await page_of(session, query, pages, newest_first=True)
    return MyAppointmentPage(
        items=[MyAppointmentOut.model_validate(row) for row in rows], next_cursor=cursor
    )


@router.put(
    "/{appointment_id}/feedback",
    operation_id="put_feedback",
    response_model=FeedbackOut,
    responses={
        201: {"model": FeedbackOut, "description": "The first of its session."},
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
) -> Feedback:
    """Store how a session felt and how sore I was. Replays and reorderings converge."""
    # One upload of a client at a time: two phones may write the same feedback.
    await lock_client(session, me.id)
    row = await access.fetch(session, Appointment, appointment_id, me, now, WITH_FEEDBACK)
    stored, sent = row.feedback, _feedback(row, body, now)
    if stored is not None and _said(stored) == _said(sent):
        return stored
    _require_held(row, now)
    await _require_dates(session, row, body, now)
    if stored is None:
        response.status_code = 201
        session.add(sent)
        return sent
    _take_over(stored, sent)
    return stored


def _feedback(row: Appointment, body: FeedbackIn, now: datetime) -> Feedback:
    told = body.model_dump(mode="json", exclude={"recorded_at"})
    told["soreness"].sort(key=lambda sore: sore["date"])
    return Feedback(
        created_at=now,
        client_id=row.client_id,
        appointment_id=row.id,
        recorded_at=body.recorded_at,
        ordered_at=ordering(body.recorded_at, now),
        digest=digest_of(told),
        received_at=now,
        **told,
    )


def _said(feedback: Feedback) -> tuple[datetime, str]:
    """Return what tells a replay, which a fast clock would have clamped anew by now."""
    return feedback.recorded_at, feedback.digest


def _require_held(row: Appointment, now: datetime) -> None:
    """Refuse feedback to a session that was not held, or too long ago."""
    if row.starts_at > now:
        title = "This appointment has not begun yet."
        raise Conflict(code="appointment_not_begun", title=title)
    if row.status in NOT_HELD:
        raise Conflict(code="appointment_not_held", title="This appointment was not held.")
    if now - row.starts_at > LATEST:
        raise Invalid("/recorded_at", "feedback_too_late", "This appointment is too long ago.")


async def _require_dates(
    session: AsyncSession, row: Appointment, body: FeedbackIn, now: datetime
) -> None:
    held_on = local_date_in_history(row.starts_at, await load_zones(session, row.client_id))
    told_on: list[calendar_date] = [sore.date for sore in body.soreness]
    refused = refused_soreness(told_on, held_on, now)
    if refused:
        index, code = refused
        raise Invalid(f"/soreness/{index}/date", code, "Soreness cannot be told of this date.")


def _take_over(stored: Feedback, sent: Feedback) -> None:
    """Have the newer of the two hold."""
    if (sent.ordered_at, sent.digest) > (stored.ordered_at, stored.digest):
        for name in SAID:
            setattr(stored, name, getattr(sent, name))
