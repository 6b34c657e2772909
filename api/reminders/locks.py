"""All reminders of a client that an edit may touch, her own and her briefs': locked, rebuilt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from api.reminders.of_briefs import remind_of_briefs
from api.reminders.of_briefs import rows_of as of_briefs
from api.reminders.planning import replan
from api.reminders.planning import rows_of as her_own
from api.tables import Appointment, Reminder


async def lock_reminders(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    """Lock both sets as one, in the order of ids, where an edit goes on to change both.

    The worker locks what it holds in that order. One set after the other would meet it crosswise.
    """
    of_her_briefs = of_briefs(Appointment.client_id == client_id, now)
    both = union_all(
        select(Reminder.id).where(*her_own(client_id, now)),
        select(Reminder.id).where(*of_her_briefs),
    )
    in_order = select(Reminder.id).where(Reminder.id.in_(both)).order_by(Reminder.id)
    await session.execute(in_order.with_for_update())


async def rebuild_all(session: AsyncSession, client_id: UUID, now: datetime, spread_s: int) -> None:
    """Rebuild both sets after her care ended or began again, in the transaction of that."""
    await lock_reminders(session, client_id, now)
    await remind_of_briefs(session, Appointment.client_id == client_id, now, spread_s)
    await replan(session, client_id, now, spread_s)
