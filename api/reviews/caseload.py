"""All clients of a therapist at a glance; a fixed number of queries, however many clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.calendars import todays
from api.care.plans import CarePlan, load_care_plans
from api.insights.adherence import load_logged_slots
from api.insights.charts import Chart, load_charts
from api.insights.pain import load_progress
from api.people.erasures import ErasureOut, show_erasure
from api.rules.adherence.adherence import Overall
from api.rules.adherence.overall import LoggedSlots, overall
from api.rules.appointments.courses import Visit
from api.rules.insights.alerts import days_missed
from api.rules.insights.attention import State
from api.rules.insights.baselines import Change
from api.safety.alerts import OpenAlert, load_open_alerts, rank_of


@dataclass(frozen=True, slots=True)
class Case:
    """One client of a caseload as of her local today; `alerts` are open, the most severe first.

    Whoever is to be erased is signed out and can tell nothing: that is no silence to look into.
    """

    last_contact_at: datetime | None
    chart: Chart
    next_appointment: Visit | None
    adherence: Overall
    change: Change
    silent_days: int
    alerts: Sequence[OpenAlert]
    erasure: ErasureOut | None

    @property
    def state(self) -> State:
        """What decides whether the client needs attention."""
        return State(
            alert_ranks=list(map(rank_of, self.alerts)),
            silent_days=0 if self.erasure else self.silent_days,
            category=self.change.category,
            band=None if self.erasure else self.adherence.band,
        )


async def load_caseload(session: AsyncSession, me: Caller, now: datetime) -> list[Case]:
    """Return the clients in a therapist's care, in no order (eight queries)."""
    clients = await access.in_my_care(session, me)
    care = await load_care_plans(session, [client.id for client in clients])
    histories = {each: care[each].history for each in care}
    charts = await load_charts(session, histories, todays(histories, now))
    found = await load_progress(session, list(charts.values()))
    logged = await load_logged_slots(session, [chart.window_span for chart in charts.values()])
    alerts = await load_open_alerts(session, care.keys())
    return [
        Case(
            last_contact_at=each.last_contact_at,
            chart=(chart := charts[each.id]),
            next_appointment=chart.visits.next_after(now),
            adherence=_adherence(chart, care[each.id], logged, now),
            change=found[each.id].change,
            silent_days=days_missed(chart.last_on, chart.as_of, care[each.id].excused_on),
            alerts=alerts[each.id],
            erasure=show_erasure(each),
        )
        for each in clients
    ]


def _adherence(
    chart: Chart, care: CarePlan, logged: Mapping[UUID, Sequence[LoggedSlots]], now: datetime
) -> Overall:
    dates = chart.window_span
    return overall(
        care.plans,
        care.history,
        logged,
        care.excused_on,
        dates.from_on,
        dates.to_on,
        now,
        care.own_on,
    )
