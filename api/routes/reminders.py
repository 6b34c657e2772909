"""/v1/me/reminders: what the phone will be reminded of."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from api.deps import Me, Now, Session
from api.json_bodies import JsonRoute
from api.models import Delivery, Reminder
from api.schemas import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/reminders", tags=["reminders"])
FURTHEST_H = 72


class DeliveryOut(Out):
    installation_id: str
    state: str
    dispatched_at: datetime
    received_at: datetime | None
    opened_at: datetime | None
    error: str | None


class ReminderOut(Out):
    id: UUID
    source: str
    prescription_id: UUID | None
    local_date: date
    slot: str
    due_at: datetime
    expires_at: datetime
    state: str
    reason: str | None
    deliveries: list[DeliveryOut]


class UpcomingOut(Out):
    items: list[ReminderOut]


@router.get("/upcoming", operation_id="list_upcoming_reminders", response_model=UpcomingOut)
async def list_upcoming_reminders(
    me: Me,
    session: Session,
    now: Now,
    hours: Annotated[int, Query(ge=1, le=FURTHEST_H)] = 48,
) -> UpcomingOut:
    """List my reminders of the next hours with their state, so that the phone can set its own."""
    rows = await session.scalars(
        select(Reminder)
        .where(
            Reminder.account_id == me.id,
            Reminder.source == "prescription",
            Reminder.expires_at > now,
            Reminder.due_at <= now + timedelta(hours=hours),
        )
        .options(selectinload(Reminder.deliveries).joinedload(Delivery.device))
        .order_by(Reminder.due_at, Reminder.id)
    )
    return UpcomingOut(items=[_shown(row) for row in rows])


def _shown(row: Reminder) -> ReminderOut:
    fields = {name: getattr(row, name) for name in ReminderOut.model_fields.keys() - {"deliveries"}}
    return ReminderOut(**fields, deliveries=[_shown_delivery(each) for each in row.deliveries])


def _shown_delivery(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        installation_id=row.device.installation_id,
        state=row.state,
        dispatched_at=row.dispatched_at,
        received_at=row.received_at,
        opened_at=row.opened_at,
        error=row.error,
    )
