"""Ends the reminders of what a client has just done, and notes that she answered."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.reminders.rows import OPEN_STATES, leaving, let_go
from api.rules.plan.plans import WHOLE_DAY
from api.rules.reminders.agenda import CHECK_IN
from api.tables import Reminder, ReminderDay

# No zone, window or snooze puts a reminder of a local date further from it than this.
REACH = timedelta(days=3)


async def skip_done(
    session: AsyncSession, client_id: UUID, prescription_id: UUID, local_date: date, slot: str
) -> None:
    """End the reminders of a slot that was logged; a habit's daily answer ends all of its cues."""
    which = _OF_ITEM if slot == WHOLE_DAY else _OF_SLOT
    await _skip(session, which, client_id, local_date, item=prescription_id, slot=slot)


async def skip_checked_in(session: AsyncSession, client_id: UUID, on: date) -> None:
    """End the reminder of a date's check-in, and its snoozes."""
    await _skip(session, _OF_CHECK_IN, client_id, on)


async def note_answer(session: AsyncSession, client_id: UUID) -> None:
    """Count no reminder of a client as unanswered any longer.

    To be called after all reminders that the transaction locks: the worker takes them first, too.
    """
    connection = await session.connection()
    await connection.execute(_ANSWERED, {"client": client_id})


async def _skip(
    session: AsyncSession, which: Select[UUID], client_id: UUID, on: date, **more: Any
) -> None:
    midnight = datetime.combine(on, time.min, UTC)
    these = {"client": client_id, "on": on, "from": midnight - REACH, "to": midnight + REACH}
    ids = set(await session.scalars(which, these | more))
    if ids:
        await let_go(session, ids - await leaving(session, ids), "skipped", "done")


# Built once: every log and every check-in runs one of them.
_OPEN: Select[UUID] = (
    select(Reminder.id)
    .where(
        Reminder.account_id == bindparam("client"),
        Reminder.due_at.between(bindparam("from"), bindparam("to")),
        Reminder.local_date == bindparam("on"),
        Reminder.state.in_(OPEN_STATES),
    )
    .order_by(Reminder.id)
    .with_for_update()
)
_OF_CHECK_IN = _OPEN.where(Reminder.prescription_id.is_(None), Reminder.slot == CHECK_IN)
_OF_ITEM = _OPEN.where(Reminder.prescription_id == bindparam("item"))
_OF_SLOT = _OF_ITEM.where(Reminder.slot == bindparam("slot"))
# Built once: every log and every check-in runs it.
_ANSWERED = (
    update(ReminderDay)
    .where(ReminderDay.client_id == bindparam("client"), ReminderDay.unanswered > 0)
    .values(unanswered=0)
)
