"""/v1/clients/{id}/appointments: sessions at the practice, planned and held."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select, tuple_

from api import access
from api.deps import Now, Session, Therapist
from api.json_bodies import JsonRoute
from api.models import Appointment
from api.paging import Pages
from api.schemas import In, Instant, Out, whole

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["appointments"])
Status = Literal["planned", "completed", "cancelled", "missed"]


class AppointmentIn(In):
    starts_at: Instant
    duration_min: Annotated[int, whole(5, 480)] = 50
    status: Status = "planned"


class AppointmentOut(Out):
    id: UUID
    starts_at: datetime
    duration_min: int
    status: str


class AppointmentPage(Out):
    items: list[AppointmentOut]
    next_cursor: str | None


@router.post(
    "/{client_id}/appointments",
    operation_id="add_appointment",
    response_model=AppointmentOut,
    status_code=201,
)
async def create_appointment(
    client_id: UUID, body: AppointmentIn, me: Therapist, session: Session, now: Now
) -> Appointment:
    """Note a session, planned or held."""
    await access.client(session, client_id, me, now, "add appointment")
    row = Appointment(created_at=now, client_id=client_id, therapist_id=me.id, **body.model_dump())
    session.add(row)
    await session.flush()
    return row


@router.get(
    "/{client_id}/appointments", operation_id="list_appointments", response_model=AppointmentPage
)
async def list_appointments(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> AppointmentPage:
    """List a client's sessions, earliest first."""
    await access.client(session, client_id, me, now, "view appointments")
    query = select(Appointment).where(Appointment.client_id == client_id)
    key = tuple_(Appointment.starts_at, Appointment.id)
    if pages.after:
        last = select(Appointment.starts_at, Appointment.id).where(Appointment.id == pages.after)
        query = query.where(key > last.scalar_subquery())
    query = query.order_by(Appointment.starts_at, Appointment.id)
    rows = list(await session.scalars(query.limit(pages.fetch)))
    shown, cursor = pages.cut(rows, [row.id for row in rows])
    return AppointmentPage(
        items=[AppointmentOut.model_validate(row) for row in shown], next_cursor=cursor
    )
