"""A client's check-ins as the domain's series read them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.trends import DailyEntry
from api.models import CheckIn

# Built once, in the order of a DailyEntry.
_ENTRIES = select(
    CheckIn.on_date,
    CheckIn.pain_average,
    CheckIn.pain_worst,
    CheckIn.sleep_quality,
    CheckIn.sleep_hours,
    CheckIn.stress,
    CheckIn.pain_medicine,
    CheckIn.impact,
)


async def load_entries(
    session: AsyncSession, client_id: UUID, first_on: date | None, last_on: date
) -> Sequence[DailyEntry]:
    """Return the check-ins of dates first..last, or of all up to the last; one query."""
    which: list[ColumnElement[bool]] = [CheckIn.client_id == client_id, CheckIn.on_date <= last_on]
    if first_on is not None:
        which.append(CheckIn.on_date >= first_on)
    return [DailyEntry(*row) for row in await session.execute(_ENTRIES.where(*which))]
