"""All that a client's figures are made of, read at once: so many queries, whatever her history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.alerts import load_open_alerts
from api.charts import Chart, load_charts
from api.domain.definitions import DEFINITIONS
from api.domain.insights import window
from api.domain.means import Diary
from api.entries import load_entries
from api.models import Alert, Client
from api.outcomes import SlotLog, load_outcomes
from api.plans import CarePlan, load_care_plan
from api.spans import Span

DAY = timedelta(days=1)
# How far before the dates that are looked at check-ins still tell: spikes, and associations.
BEFORE = DEFINITIONS.spike_days * DAY
LONGEST = (DEFINITIONS.association_days + 1) * DAY


@dataclass(frozen=True, slots=True)
class Record:
    """One client as of one of her dates; `over_on` is the last of them that is over by then."""

    over_on: date
    client: Client
    care: CarePlan
    chart: Chart
    window: tuple[date, ...]
    diary: Diary
    logs: Sequence[SlotLog]
    alerts: Sequence[Alert]

    @property
    def as_of(self) -> date:
        return self.chart.as_of

    @property
    def joined_on(self) -> date:
        """The first date on which she could have checked in."""
        joined_on = self.care.date_of(self.chart.account.created_at)
        return min(joined_on, self.chart.first_on or self.as_of, self.as_of)


async def load_record(
    session: AsyncSession, client: Client, as_of: date | None, now: datetime
) -> Record:
    """Return a client's record as of one of her dates, by default today (ten queries)."""
    care = await load_care_plan(session, client.id)
    today = care.today(now)
    as_of = as_of or today
    charts = await load_charts(session, {client.id: care.history}, {client.id: as_of})
    chart = charts[client.id]
    looked_at = window(as_of, chart.where.last_session_on)
    entries = await load_entries(session, chart.spans(min(looked_at[0] - BEFORE, as_of - LONGEST)))
    logs = await load_outcomes(session, [Span(client.id, looked_at[0], as_of)])
    return Record(
        over_on=min(as_of, today - DAY),
        client=client,
        care=care,
        chart=chart,
        window=looked_at,
        diary={entry.on: entry for entry in entries},
        logs=logs[client.id],
        alerts=(await load_open_alerts(session, [client.id]))[client.id],
    )
