"""Puts a reminder off: one more of the same comes later, and this one rests."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan, load_care_plan
from api.platform.http.errors import Conflict
from api.platform.http.fields import PhoneIn, whole
from api.reminders.done import is_row_done
from api.reminders.rows import OPEN_STATES, end, fresh_row
from api.reminders.shown import WITH_DELIVERIES, require_mine
from api.rules.instants import local_date_in_history
from api.rules.plan.owed import calendar_of
from api.rules.plan.schedules import cue_slots
from api.rules.reminders.agenda import Due
from api.rules.reminders.answers import (
    LONGEST_MIN,
    SHORTEST_MIN,
    Original,
    refused_snooze,
    stands_still,
    window_end,
)
from api.rules.reminders.quiet_hours import Quiet, is_quiet
from api.rules.reminders.reasons import ENDS, SENT
from api.tables import Client, Reminder

TITLES = {
    "in_quiet_hours": "That falls into your quiet hours, in which nothing reminds.",
    "not_snoozable": "Only a reminder that was due, and of what is still to be done.",
    "too_late": "The day of this reminder is over.",
    "next_reminder_is_sooner": "The next reminder of the same comes before that.",
}


class SnoozeIn(PhoneIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"minutes": 15}]})

    minutes: Annotated[int, whole(SHORTEST_MIN, LONGEST_MIN)]


async def snooze_one(
    session: AsyncSession, reminder_id: UUID, body: SnoozeIn, client: Client, now: datetime
) -> tuple[Reminder, bool]:
    """Return the one more reminder of the same, and whether it is new; the client is locked."""
    row = await require_mine(session, reminder_id, client.id)
    snooze = await snooze_of(session, row)
    if snooze is not None:
        return snooze, False
    return await put_off(session, row, client, now + timedelta(minutes=body.minutes), now), True


async def snooze_of(session: AsyncSession, row: Reminder) -> Reminder | None:
    """Return the reminder that another was put off to, with its deliveries, or None."""
    query = select(Reminder).where(Reminder.source == "snooze", Reminder.subject_id == row.id)
    found: Reminder | None = await session.scalar(query.options(WITH_DELIVERIES))
    return found


async def put_off(
    session: AsyncSession, row: Reminder, client: Client, due_at: datetime, now: datetime
) -> Reminder:
    """Return one more reminder of what another is about, due at an instant, or raise Conflict.

    The client and the reminder, with its deliveries, are locked before.
    """
    care = await load_care_plan(session, client.id)
    original = await _original(session, row, client, care, now)
    refused = refused_snooze(original, due_at, _today_of(row, care, now), now)
    if refused is None and _is_quiet(client, care, due_at):
        refused = "in_quiet_hours"
    if refused is not None:
        raise Conflict(code=refused, title=TITLES[refused])
    _let_rest(row)
    closes_at = window_end(original, due_at)
    key, fixed = (row.local_date, row.slot), row.fixed_timezone
    due = Due("snooze", row.id, row.prescription_id, *key, due_at, closes_at, fixed)
    snooze = Reminder(**fresh_row(due, client.id, client.plan_revision, now), deliveries=[])
    session.add(snooze)
    return snooze


def _today_of(row: Reminder, care: CarePlan, now: datetime) -> date:
    """Return the date now on the calendar by which a reminder is dated, be it a pinned one."""
    if row.prescription_id is None:
        return care.today(now)
    plan, on = care.plan(row.prescription_id), row.local_date
    slots = cue_slots(plan, care.history, on, on)
    slot = next((each for each in slots if each.slot == row.slot), None)
    zones = care.history if slot is None else calendar_of(plan, care.history, slot)
    return local_date_in_history(now, zones)


async def _original(
    session: AsyncSession, row: Reminder, client: Client, care: CarePlan, now: datetime
) -> Original:
    plan = care.plan(row.prescription_id) if row.prescription_id else None
    is_discharged = client.is_away
    is_off = stands_still(plan, row.local_date, care.excused_on, now, is_discharged=is_discharged)
    return Original(
        source=row.source,
        state=row.state,
        local_date=row.local_date,
        due_at=row.due_at,
        expires_at=row.expires_at,
        is_over=is_off or await is_row_done(session, row.id),
        next_due_at=await _next_due_at(session, row),
        on_phone=row.reason == "on_phone",
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
