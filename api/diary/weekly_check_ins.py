"""Whether a client has something to answer about her week."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.rules.uploads import asked_week
from api.tables import WeeklyCheckIn


async def weekly_asked(session: AsyncSession, client_id: UUID, on: date) -> tuple[date, bool]:
    """Return the Monday of the week a client is asked about on a date, and whether she answered."""
    monday = asked_week(on)
    answered = await session.scalar(
        select(WeeklyCheckIn.id).where(
            WeeklyCheckIn.client_id == client_id, WeeklyCheckIn.monday == monday
        )
    )
    return monday, answered is not None
