"""A client's check-ins as series: read for the rules, and shown with one entry per date."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from pydantic import Field
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.insights.charts import Chart
from api.platform.http.fields import Out
from api.platform.many import Span, read_within, within
from api.platform.statements import fetch
from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Diary
from api.rules.insights.trends import DailyCheckIn, Trends
from api.tables import CheckIn

# How far before the dates of the figures check-ins are needed: for spikes, for associations, and
# before the last session.
BEFORE = timedelta(days=DEFINITIONS.spike_days)
LONGEST = timedelta(days=DEFINITIONS.association_days + 1)
WEEK = timedelta(days=7)
# Built once; in the order of a DailyEntry.
_ENTRIES = select(
    CheckIn.on_date,
    CheckIn.pain_average,
    CheckIn.pain_worst,
    CheckIn.sleep_quality,
    CheckIn.sleep_hours,
    CheckIn.stress,
    CheckIn.pain_medicine,
    CheckIn.impact,
).where(CheckIn.answered)
_WITHIN = within(_ENTRIES, CheckIn.client_id, CheckIn.on_date)
_BETWEEN = _ENTRIES.where(
    CheckIn.client_id == bindparam("client_id"),
    CheckIn.on_date.between(bindparam("from_on"), bindparam("to_on")),
)


class SeriesOut(Out):
    """Null is a gap, or what was not answered."""

    dates: list[date]
    pain_average: list[int | None]
    pain_worst: list[int | None]
    sleep_quality: list[int | None]
    sleep_hours: list[float | None]
    stress: list[int | None]


class TrendsOut(SeriesOut):
    """The series of a range of dates; `logged` and `due` are days."""

    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    timezone: str
    definition_version: str
    logged: int
    due: int
    pain_medicine: list[bool | None]


async def load_diary(session: AsyncSession, chart: Chart) -> Diary:
    """Return the check-ins from which a client's figures are computed; one query."""
    last_on = chart.where.last_session_on or chart.as_of
    since = min(chart.window[0] - BEFORE, chart.as_of - LONGEST, last_on - WEEK)
    return {entry.on: entry for entry in await load_check_ins(session, chart.spans(since))}


async def load_check_ins(session: AsyncSession, spans: Sequence[Span]) -> list[DailyCheckIn]:
    """Return one client's check-ins of these dates; one query."""
    return [DailyCheckIn(*row) for row in await read_within(session, _WITHIN, spans)]


async def load_series(
    session: AsyncSession, client_id: UUID, from_on: date, to_on: date
) -> list[DailyCheckIn]:
    """Return the check-ins of a range of dates; one query, kept as plain as possible."""
    span = {"client_id": client_id, "from_on": from_on, "to_on": to_on}
    return [DailyCheckIn(*row) for row in await fetch(session, _BETWEEN, span)]


def show_series(found: Trends) -> SeriesOut:
    """Return the columns of the series alone."""
    return SeriesOut.model_validate(found)


def show_trends(found: Trends, timezone: str) -> TrendsOut:
    """Return the series with the dates and zone that they cover."""
    names = TrendsOut.model_fields.keys() - {"timezone"}
    return TrendsOut(timezone=timezone, **{name: getattr(found, name) for name in names})
