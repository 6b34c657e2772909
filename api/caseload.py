"""All clients of a therapist at a glance: so many queries, however many clients."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.auth import Caller
from api.domain.adherence import Adherence, adherence
from api.domain.attention import State
from api.domain.baselines import Change, baseline, change, current
from api.domain.episodes import COMPLETED, episode_of
from api.domain.insights import window
from api.domain.outcomes import LoggedOutcome
from api.models import Account, Alert, Appointment, CheckIn, Client, Episode, Log
from api.models.safety import ALERT_KINDS
from api.plans import CarePlan, load_care_plans

DAY = timedelta(days=1)
_PEOPLE = select(Account, Client).join(Client, Client.id == Account.id)
_LOGS = select(
    Log.client_id,
    Log.prescription_id,
    Log.local_date,
    Log.slot,
    Log.outcome,
    Log.reason,
    Log.sets_done,
).where(Log.undone.is_(False))


@dataclass(frozen=True, slots=True)
class Case:
    """One client of a caseload as of her today; `alerts` are her open ones, the gravest first."""

    account: Account
    client: Client
    next_appointment: Appointment | None
    adherence: Adherence
    change: Change
    days_silent: int | None
    alerts: Sequence[Alert]

    @property
    def state(self) -> State:
        """What decides whether somebody should look at her."""
        return State(
            alert_ranks=[ALERT_KINDS.index(alert.kind) for alert in self.alerts],
            days_silent=self.days_silent,
            category=self.change.category,
            band=self.adherence.overall.band,
        )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The rows of all clients, by client."""

    care: dict[UUID, CarePlan]
    episodes: dict[UUID, list[date]]
    appointments: dict[UUID, list[Appointment]]
    pain: dict[UUID, dict[date, int | None]]
    logs: dict[UUID, list[LoggedOutcome]]
    alerts: dict[UUID, list[Alert]]


async def load_caseload(session: AsyncSession, me: Caller, now: datetime) -> list[Case]:
    """Return the clients in a therapist's care (eleven queries)."""
    people = (
        await session.execute(
            _PEOPLE.where(Client.id.in_(access.client_ids(me))).order_by(Account.name, Account.id)
        )
    ).all()
    tables = await _tables(session, [client.id for _, client in people], now)
    return [_case(account, client, tables, now) for account, client in people]


async def _tables(session: AsyncSession, ids: Sequence[UUID], now: datetime) -> _Tables:
    episodes: dict[UUID, list[date]] = defaultdict(list)
    for client_id, starts_on in await session.execute(
        select(Episode.client_id, Episode.starts_on).where(Episode.client_id.in_(ids))
    ):
        episodes[client_id].append(starts_on)
    appointments: dict[UUID, list[Appointment]] = defaultdict(list)
    for row in await session.scalars(
        select(Appointment).where(Appointment.client_id.in_(ids)).order_by(Appointment.starts_at)
    ):
        appointments[row.client_id].append(row)
    pain: dict[UUID, dict[date, int | None]] = defaultdict(dict)
    for client_id, on, value in await session.execute(
        select(CheckIn.client_id, CheckIn.on_date, CheckIn.pain_average).where(
            CheckIn.client_id.in_(ids)
        )
    ):
        pain[client_id][on] = value
    logs: dict[UUID, list[LoggedOutcome]] = defaultdict(list)
    # Far enough back for the longest window, wherever she is.
    since = (now - timedelta(days=94)).date()
    for client_id, *told in await session.execute(
        _LOGS.where(Log.client_id.in_(ids), Log.local_date >= since)
    ):
        logs[client_id].append(LoggedOutcome(*told))  # type: ignore[arg-type]  # constrained there
    alerts: dict[UUID, list[Alert]] = defaultdict(list)
    for alert in await session.scalars(
        select(Alert).where(Alert.client_id.in_(ids), Alert.acknowledged_at.is_(None))
    ):
        alerts[alert.client_id].append(alert)
    care = await load_care_plans(session, ids)
    return _Tables(care, episodes, appointments, pain, logs, alerts)


def _case(account: Account, client: Client, tables: _Tables, now: datetime) -> Case:
    care = tables.care[client.id]
    today = care.today(now)
    visits = tables.appointments[client.id]
    held = [care.date_of(row.starts_at) for row in visits if row.status == COMPLETED]
    held = [on for on in held if on <= today]
    looked_at = window(today, max(held, default=None))
    logs = [log for log in tables.logs[client.id] if looked_at[0] <= log.local_date <= today]
    told_on = [log.local_date for log in logs] + [
        on for on in tables.pain[client.id] if on <= today
    ]
    last_on = max(told_on, default=None)
    return Case(
        account=account,
        client=client,
        next_appointment=next(
            (row for row in visits if row.status == "planned" and row.starts_at > now), None
        ),
        adherence=adherence(
            care.plans, care.history, logs, care.excused_on, looked_at[0], today, now
        ),
        change=_change(tables, client.id, held, today),
        days_silent=None if last_on is None else (today - last_on).days,
        alerts=sorted(tables.alerts[client.id], key=lambda row: ALERT_KINDS.index(row.kind)),
    )


def _change(tables: _Tables, client_id: UUID, held: Sequence[date], today: date) -> Change:
    """Return the change of pain, as the brief tells it."""
    told = tables.pain[client_id].items()
    pain = {on: value for on, value in told if value is not None and on <= today}
    began_on = episode_of(today, tables.episodes[client_id])
    sessions = [] if began_on is None else [on for on in held if on >= began_on]
    start = baseline(pain, min(sessions, default=None), began_on)
    return change(start.mean, current(pain, start, today))
