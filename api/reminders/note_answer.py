"""Notes a sign of life: a client logged, checked in or opened a reminder."""

from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.tables import ReminderDay


async def note_answer(session: AsyncSession, client_id: UUID) -> None:
    """Count no reminder of a client as unanswered any longer.

    To be called after all reminders that the transaction locks: the worker takes them first, too.
    """
    connection = await session.connection()
    await connection.execute(_ANSWERED, {"client": client_id})


# Built once: every log and every check-in runs it.
_ANSWERED = (
    update(ReminderDay)
    .where(ReminderDay.client_id == bindparam("client"), ReminderDay.unanswered > 0)
    .values(unanswered=0)
)
