"""/v1/me/reminders/{id}/snooze: remind me of this again, a little later."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.deps import ClientMe, Now, Session
from api.care.locks import lock_client
from api.care.plans import CarePlan, load_care_plan
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import PhoneIn, whole
from api.reminders.done import is_row_done, note_answer
from api.reminders.rows import OPEN_STATES, end, fresh_row
from api.reminders.shown import WITH_DELIVERIES, ReminderOut, require_mine, show_reminder
from api.rules.reminders.agenda import Due
from api.rules.reminders.answers import (
    LONGEST_MIN,
    SHORTEST_MIN,
    Original,
    refused_snooze,
    stands_still,
    window_end,
)
from api.rules.reminders.leaving import Quiet, is_quiet
from api.rules.reminders.reasons import ENDS, SENT
from api.tables import Client, Reminder

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/reminders", tags=["reminders"])
TITLES = {
    "in_quiet_hours": "That falls into your quiet hours, in which nothing reminds.",
    "not_snoozable": "Only a reminder that was due, and of what is still to be done.",
    "too_late": "The day of this reminder is over.",
    "next_reminder_is_sooner": "The next reminder of the same comes before that.",
}


class SnoozeIn(PhoneIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"minutes": 15}]})

    minutes: Annotated[int, whole(SHORTEST_MIN, LONGEST_MIN)]


@router.post(
    "/{reminder_id}/snooze",
    operation_id="snooze_reminder",
    response_model=ReminderOut,
    responses={
        201: {"model": ReminderOut, "description": "Put off for the first time."},
        **refusals(Conflict),
    },
)
async def snooze_reminder(
    reminder_id: UUID,
    body: SnoozeIn,
    me: ClientMe,
    session: Session,
    now: Now,
    response: Response,
) -> ReminderOut:
    """Have one more reminder of the same. Asked again it is the one that there is already."""
    # Her plan stays as it is until the snooze is part of it.
    client = await lock_client(session, me.id)
    row = await require_mine(session, reminder_id, me.id)
    stored = await _stored(session, row)
    if stored is not None:
        return show_reminder(stored)
    care = await load_care_plan(session, me.id)
    original = await _original(session, row, client, care, now)
    due_at = now + timedelta(minutes=body.minutes)
    refused = refused_snooze(original, due_at, care.today(now), now)
    if refused:
        raise Conflict(code=refused, title=TITLES[refused])
    if _is_quiet(client, care, due_at):
        raise Conflict(code="in_quiet_hours", title=TITLES["in_quiet_hours"])
    _let_rest(row)
    snooze = _snooze(row, client, due_at, window_end(original, due_at), now)
    session.add(snooze)
    # She who puts it off does not ignore it.
    await note_answer(session, me.id)
    response.status_code = 201
    return show_reminder(snooze)


async def _stored(session: AsyncSession, row: Reminder) -> Reminder | None:
    """Return the reminder that this one was put off to."""
    query = select(Reminder).where(Reminder.source == "snooze", Reminder.subject_id == row.id)
    found: Reminder | None = await session.scalar(query.options(WITH_DELIVERIES))
    return found


async def _original(
    session: AsyncSession, row: Reminder, client: Client, care: CarePlan, now: datetime
) -> Original:
    plan = care.plan(row.prescription_id) if row.prescription_id else None
    is_discharged = client.discharged_at is not None
    is_off = stands_still(plan, row.local_date, care.excused_on, now, is_discharged=is_discharged)
    return Original(
        source=row.source,
        state=row.state,
        local_date=row.local_date,
        due_at=row.due_at,
        expires_at=row.expires_at,
        is_over=is_off or await is_row_done(session, row.id),
        next_due_at=await _next_due_at(session, row),
    )


async def _next_due_at(session: AsyncSession, row: Reminder) -> datetime | None:
    """Return when the item's next reminder is due. A check-in has none on its date."""
    if row.prescription_id is None:
        return None
    return await session.scalar(
        select(func.min(Reminder.due_at)).where(
            Reminder.account_id == row.account_id,
            Reminder.prescription_id == row.prescription_id,
            Reminder.source.in_(("prescription", "nudge")),
            Reminder.state != "cancelled",
            Reminder.due_at > row.due_at,
        )
    )


def _is_quiet(client: Client, care: CarePlan, at: datetime) -> bool:
    if client.quiet_from is None or client.quiet_to is None:
        return False
    return is_quiet(at, care.timezone, Quiet(client.quiet_from, client.quiet_to))


def _let_rest(row: Reminder) -> None:
    """End what is put off but still to be tried, so that only the snooze reminds of it.

    What is on its way to a phone just now ends by what comes of that.
    """
    delivered = {each.state for each in row.deliveries}
    if row.state in OPEN_STATES and "dispatching" not in delivered:
        end(row, SENT if "accepted" in delivered else ENDS["grouped"])


def _snooze(
    row: Reminder, client: Client, due_at: datetime, expires_at: datetime, now: datetime
) -> Reminder:
    """Return one more reminder of what another was about, due to the minute."""
    due = Due("snooze", row.id, row.prescription_id, row.local_date, row.slot, due_at, expires_at)
    return Reminder(**fresh_row(due, row.account_id, client.plan_revision, now), deliveries=[])
