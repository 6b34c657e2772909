"""Reading all that a brief needs about a client, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan, load_care_plan
from api.insights.adherence import SlotLog, load_logs
from api.insights.charts import Chart, load_charts
from api.insights.series import load_diary
from api.rules.insights.means import Diary
from api.rules.instants import A_DAY
from api.safety.alerts import OpenAlert, load_open_alerts
from api.tables import Client


@dataclass(frozen=True, slots=True)
class Record:
    """One client as of a local date; `over_on` is the last date that is over by then."""

    over_on: date
    client: Client
    care: CarePlan
    chart: Chart
    diary: Diary
    logs: Sequence[SlotLog]
    alerts: Sequence[OpenAlert]

    @property
    def as_of(self) -> date:
        return self.chart.as_of

    @property
    def window(self) -> list[date]:
        return self.chart.window


async def load_record(
    session: AsyncSession, client: Client, as_of: date | None, now: datetime
) -> Record:
    """Return a client's record as of a local date, by default her today (seven queries)."""
    care = await load_care_plan(session, client.id)
    today = care.today(now)
    as_of = as_of or today
    charts = await load_charts(session, {client.id: care.history}, {client.id: as_of})
    chart = charts[client.id]
    diary = await load_diary(session, chart)
    return Record(
        over_on=min(as_of, today - A_DAY),
        client=client,
        care=care,
        chart=chart,
        diary=diary,
        logs=await load_logs(session, chart.window_span),
        alerts=(await load_open_alerts(session, [client.id]))[client.id],
    )
