"""Ends the reminders of what has just been done: a slot that was logged, a date's check-in."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.plan_reminders import leaving
from api.actions.settle_reminders import OPEN_STATES
from api.domain.agenda import CHECK_IN
from api.domain.schedules import DAY
from api.models import Reminder

# No zone, window or snooze puts a reminder of a local date further from it than this.
REACH = timedelta(days=3)


async def skip_done(
    session: AsyncSession, client_id: UUID, prescription_id: UUID, local_date: date, slot: str
) -> None:
    """End the reminders of a slot that was logged; a habit's daily answer ends all of its cues."""
    this = Reminder.prescription_id == prescription_id
    await _skip(
        session, client_id, local_date, this, Reminder.slot == slot if slot != DAY else true()
    )


async def skip_checked_in(session: AsyncSession, client_id: UUID, on: date) -> None:
    """End the reminder of a date's check-in, and its snoozes."""
    this = Reminder.prescription_id.is_(None)
    await _skip(session, client_id, on, this, Reminder.slot == CHECK_IN)


async def _skip(
    session: AsyncSession, client_id: UUID, on: date, *this: ColumnElement[bool]
) -> None:
    midnight = datetime.combine(on, time.min, UTC)
    found = await session.scalars(
        select(Reminder.id)
        .where(
            Reminder.account_id == client_id,
            Reminder.due_at.between(midnight - REACH, midnight + REACH),
            Reminder.local_date == on,
            Reminder.state.in_(OPEN_STATES),
            *this,
        )
        .order_by(Reminder.id)
        .with_for_update()
    )
    ids = set(found)
    if not ids:
        return
    ids -= await leaving(session, ids)
    await session.execute(
        update(Reminder)
        .where(Reminder.id.in_(ids))
        .values(state="skipped", reason="done", claim_token=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
