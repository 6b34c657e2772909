"""A client's check-ins as the domain's series read them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.trends import DailyEntry
from api.models import CheckIn
from api.spans import Span, read_within, within

# Built once; in the order of a DailyEntry.
_ENTRIES = within(
    select(
        CheckIn.on_date,
        CheckIn.pain_average,
        CheckIn.pain_worst,
        CheckIn.sleep_quality,
        CheckIn.sleep_hours,
        CheckIn.stress,
        CheckIn.pain_medicine,
        CheckIn.impact,
    ),
    CheckIn.client_id,
    CheckIn.on_date,
)


async def load_entries(session: AsyncSession, spans: Sequence[Span]) -> list[DailyEntry]:
    """Return the check-ins of these dates of one client; one query."""
    return [DailyEntry(*row) for row in await read_within(session, _ENTRIES, spans)]
