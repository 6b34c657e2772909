"""/v1/me/reminders: what the phone will be reminded of."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.access.deps import Me, Now, Session
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.reminders.shown import WITH_DELIVERIES, ReminderOut, require_mine, show_reminder
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.tables import Reminder

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/reminders", tags=["reminders"])
FURTHEST_H = 72


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
            Reminder.source.not_in(OF_ACCOUNT),
            Reminder.expires_at > now,
            Reminder.due_at <= now + timedelta(hours=hours),
        )
        .options(WITH_DELIVERIES)
        .order_by(Reminder.due_at, Reminder.id)
    )
    return UpcomingOut(items=[show_reminder(row, me.timezone) for row in rows])


@router.get("/{reminder_id}", operation_id="get_my_reminder", response_model=ReminderOut)
async def get_my_reminder(reminder_id: UUID, me: Me, session: Session) -> ReminderOut:
    """Read one reminder of mine: which slot, of which date, a notification that I open is about."""
    return show_reminder(await require_mine(session, reminder_id, me.id, lock=False), me.timezone)
