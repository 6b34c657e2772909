"""What clients told, held against the alert rules: so many queries, however many clients."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import load_excused
from api.insights.charts import Chart, load_pain
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import PAIN_BACK, Evidence, evidence_of_pain, evidence_of_silence
from api.rules.insights.spread import Spot, evidence_of_spread
from api.tables import CheckIn

# Built once.
_MAPS = select(CheckIn.on_date, CheckIn.body_map)


async def load_evidence_of_pain(
    session: AsyncSession, charts: Sequence[Chart]
) -> dict[UUID, list[Evidence]]:
    """Return what the pain of clients gives reason to tell; one query."""
    pain = await load_pain(session, charts, PAIN_BACK)
    return {
        each.client_id: evidence_of_pain(pain[each.client_id], each.where, each.as_of)
        for each in charts
    }


async def load_evidence_of_silence(
    session: AsyncSession, charts: Sequence[Chart]
) -> dict[UUID, list[Evidence]]:
    """Return who of these clients has fallen silent; one query."""
    excused_on = await load_excused(session, [each.client_id for each in charts])
    return {
        each.client_id: evidence_of_silence(each.last_on, each.as_of, excused_on[each.client_id])
        for each in charts
    }


async def load_evidence_of_spread(
    session: AsyncSession, client_id: UUID, since: date
) -> list[Evidence]:
    """Return where body maps from a date on show pain that is new; one query.

    A map that comes late tells what is new in those after it, too.
    """
    first_on = since - timedelta(days=DEFINITIONS.spread_days)
    rows = await session.execute(
        _MAPS.where(CheckIn.client_id == client_id, CheckIn.on_date >= first_on)
    )
    maps = {
        on: [Spot(each["region"], each["side"], each["tingling"]) for each in drawn]
        for on, drawn in rows
    }
    later = sorted(on for on in maps if on >= since)
    return [found for on in later for found in evidence_of_spread(maps, on)]
