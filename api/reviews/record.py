"""Reading all that a brief needs about a client, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan, load_care_plan
from api.insights.adherence import SlotLog, load_logs
from api.insights.charts import Chart, load_charts
from api.insights.series import load_diary
from api.reviews.facts import Extent, Facts, load_facts
from api.rules.appointments.courses import COMPLETED, Visit
from api.rules.insights.means import Diary
from api.rules.instants import A_DAY, REACH, History, instant_in_history
from api.safety.alerts import INSTANT, OpenAlert, load_open_alerts
from api.tables import Client

# Of a client without an episode: more sessions than one course has.
MOST_SESSIONS = 60


@dataclass(frozen=True, slots=True)
class Record:
    """One client as of a local date; `over_on` is the last date that is over by then.

    `moment` is the last instant of the date, or now if that is earlier: what came later is not
    shown. `window` are the dates that figures cover, `since_on` is the date of the last session, or
    the first of them. `sessions` are those of her episode, or the last one before it, oldest first.
    """

    over_on: date
    window: list[date]
    since_on: date
    moment: datetime
    client: Client
    care: CarePlan
    chart: Chart
    diary: Diary
    logs: Sequence[SlotLog]
    alerts: Sequence[OpenAlert]
    sessions: Sequence[Visit]
    facts: Facts

    @property
    def as_of(self) -> date:
        return self.chart.as_of


async def load_record(
    session: AsyncSession, client: Client, as_of: date | None, now: datetime
) -> Record:
    """Return a client's record as of a local date, by default her today."""
    care = await load_care_plan(session, client.id)
    today = care.today(now)
    as_of = as_of or today
    charts = await load_charts(session, {client.id: care.history}, {client.id: as_of})
    chart, moment = charts[client.id], _moment(as_of, care.history, now)
    sessions, window = _sessions(chart), chart.window
    since_on = max(chart.where.last_session_on or window[0], window[0])
    return Record(
        over_on=min(as_of, today - A_DAY),
        window=window,
        since_on=since_on,
        moment=moment,
        client=client,
        care=care,
        chart=chart,
        diary=await load_diary(session, chart),
        logs=await load_logs(session, chart.window_span),
        alerts=(await load_open_alerts(session, [client.id]))[client.id],
        sessions=sessions,
        facts=await load_facts(
            session, _extent(chart, sessions, since_on, moment), care.exercises.keys()
        ),
    )


def since_episode(chart: Chart) -> date:
    """Return the first date of the episode; without one, the first date that is looked at."""
    return chart.episode.starts_on if chart.episode else chart.window[0]


def _moment(as_of: date, history: History, now: datetime) -> datetime:
    """Return the last instant of a date where she was then, or now."""
    # A date may be missing in a zone that crossed the date line.
    midnights = (instant_in_history(as_of + n * A_DAY, time.min, history) for n in (1, 2))
    end = next((at for at in midnights if at is not None), now)
    return min(now, end - INSTANT)


def _sessions(chart: Chart) -> Sequence[Visit]:
    """Return the sessions of the episode so far; where it has none yet, the last one before it."""
    all_ = [each for each in chart.visits.all if each.status == COMPLETED]
    held = [each for each in all_ if each.on <= chart.as_of]
    begun_on = chart.where.episode_on or date.min
    return [each for each in held if each.on >= begun_on][-MOST_SESSIONS:] or held[-1:]


def _extent(chart: Chart, sessions: Sequence[Visit], since_on: date, moment: datetime) -> Extent:
    first_on = chart.window[0]
    return Extent(
        client_id=chart.client_id,
        ids=[each.appointment_id for each in sessions],
        since_on=since_on,
        from_on=first_on,
        from_at=datetime.combine(first_on, time.min, UTC) - REACH,
        as_of=chart.as_of,
        until_at=moment,
    )
