"""Ends the reminders of what has just been logged."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.plan_reminders import OPEN_STATES, leaving
from api.domain.schedules import DAY
from api.models import Reminder


async def skip_done(
    session: AsyncSession, prescription_id: UUID, local_date: date, slot: str
) -> None:
    """End the reminders of a slot that was logged; a habit's daily answer ends all of its cues."""
    this = (Reminder.subject_id == prescription_id, Reminder.local_date == local_date)
    found = await session.scalars(
        select(Reminder.id)
        .where(*this, Reminder.state.in_(OPEN_STATES))
        .where(Reminder.slot == slot if slot != DAY else true())
        .order_by(Reminder.id)
        .with_for_update()
    )
    ids = set(found)
    ids -= await leaving(session, ids)
    await session.execute(
        update(Reminder)
        .where(Reminder.id.in_(ids))
        .values(state="skipped", reason="done", claim_token=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
