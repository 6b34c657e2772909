"""Where clients stand in their care as of a date; a fixed number of queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.courses import Visits, load_visits
from api.platform.many import SPANS, Span, parameters
from api.platform.statements import fetch
from api.rules.appointments.courses import Standing, standing
from api.rules.insights.baselines import WEEK, baseline_dates
from api.rules.insights.figures import window, window_begins_on
from api.rules.insights.sessions import response_dates
from api.rules.instants import History, local_date_in_history
from api.tables import Account, BriefRead, CheckIn, Client, Episode, Log


class Planned(NamedTuple):
    """An episode of care as it was planned."""

    id: UUID
    starts_on: date
    planned_sessions: int
    planned_weeks: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One client as of a local date.

    `episode` is the one that the date falls in. `joined_on` is the first date on which the client
    could have checked in; `last_on` the last one with an entry, or on which she came back into
    care; `pain_since` the first one with pain since her episode began. `read_at` is when a
    therapist last marked her brief as read.
    """

    client_id: UUID
    name: str
    name_key: str
    timezone: str
    as_of: date
    visits: Visits
    episode: Planned | None
    where: Standing
    joined_on: date
    last_on: date | None
    pain_since: date | None
    read_at: datetime | None

    @property
    def days_silent(self) -> int | None:
        """Days since the client's last entry, None before the first."""
        return None if self.last_on is None else (self.as_of - self.last_on).days

    @property
    def window(self) -> list[date]:
        """The dates that the client's figures cover."""
        return window(self.as_of, self.where.last_session_on)

    @property
    def window_span(self) -> Span:
        first_on = window_begins_on(self.as_of, self.where.last_session_on)
        return Span(self.client_id, first_on, self.as_of)

    @property
    def spans_of_change(self) -> list[Span]:
        """The dates that the change from the baseline is computed from."""
        weeks = baseline_dates(self.where.first_session_on, self.pain_since)
        return _spans(self.client_id, [*weeks, (self.as_of - WEEK, self.as_of)], self.as_of)

    def spans(self, from_on: date) -> list[Span]:
        """Return the dates from one on, and the earlier ones of the baseline and the response."""
        return spans_of(self.client_id, self.where, self.pain_since, from_on, self.as_of)


async def load_chart(
    session: AsyncSession, client_id: UUID, history: History, now: datetime
) -> Chart:
    """Return one client's chart as of her local today; two queries."""
    as_of = {client_id: local_date_in_history(now, history)}
    return (await load_charts(session, {client_id: history}, as_of))[client_id]


async def load_charts(
    session: AsyncSession,
    histories: Mapping[UUID, History],
    as_of: Mapping[UUID, date],
) -> dict[UUID, Chart]:
    """Return the charts of clients, given the zones they lived in; two queries."""
    visits = await load_visits(session, histories)
    found: dict[UUID, list[Any]] = defaultdict(list)
    until = parameters(Span(each, date.min, on) for each, on in as_of.items())
    for row in await fetch(session, _COURSES, until):
        found[row.id].append(row)
    return {
        each: _chart(visits[each], found[each], history, as_of[each])
        for each, history in histories.items()
    }


def spans_of(
    client_id: UUID, where: Standing, pain_since: date | None, from_on: date, as_of: date
) -> list[Span]:
    """Return the dates from one on, and the earlier ones of the baseline and the response."""
    before = baseline_dates(where.first_session_on, pain_since)
    if len(where.sessions_on) > 1:
        before.append(response_dates(where.sessions_on, as_of))
    return _spans(client_id, [*before, (from_on, as_of)], as_of)


def _spans(client_id: UUID, ranges: Iterable[tuple[date, date]], as_of: date) -> list[Span]:
    return [Span(client_id, first, min(last, as_of)) for first, last in ranges]


def _chart(visits: Visits, rows: Sequence[Any], history: History, as_of: date) -> Chart:
    began = {row.starts_on: row for row in rows if row.starts_on is not None}
    where = standing(visits.held_on, began, as_of)
    first = rows[0]
    now = None if where.episode_on is None else began[where.episode_on]
    joined_on = local_date_in_history(first.created_at, history)
    return Chart(
        client_id=first.id,
        name=first.name,
        name_key=first.name_key,
        timezone=first.timezone,
        as_of=as_of,
        visits=visits,
        episode=now and Planned(*now[-len(Planned._fields) :]),
        where=where,
        joined_on=min(filter(None, (joined_on, first.first_on, as_of))),
        last_on=_last_on(first, history, as_of),
        pain_since=now.pain_since if now else first.pain_on,
        read_at=first.read_at,
    )


def _last_on(row: Any, history: History, as_of: date) -> date | None:
    """Return the date that a client's silence counts from; time spent discharged does not count."""
    told_on: date | None = max(filter(None, (row.checked_in_on, row.logged_on)), default=None)
    if told_on is None or row.readmitted_at is None:
        return told_on
    return max(told_on, min(local_date_in_history(row.readmitted_at, history), as_of))


def last_read_at(client_id: Any) -> Select[datetime | None]:
    """Select when a therapist last marked a client's brief as read."""
    return select(func.max(BriefRead.created_at)).where(BriefRead.client_id == client_id)


def _courses(span: Subquery) -> Select[*tuple[Any, ...]]:
    """Return the query of the facts of each chart, as known by the last date of its span."""

    def of_check_ins(what: Any, *which: Any) -> Any:
        told = CheckIn.client_id == Account.id, CheckIn.on_date <= span.c.to_on
        rows = select(what).where(*told, CheckIn.answered, *which)
        return rows.correlate(Account, Episode, span).scalar_subquery()

    logged = Log.client_id == Account.id, Log.local_date <= span.c.to_on, Log.undone.is_(False)
    since = CheckIn.on_date >= Episode.starts_on
    return (
        select(
            Account.id,
            Account.name,
            Account.name_key,
            Account.timezone,
            Account.created_at,
            of_check_ins(func.min(CheckIn.on_date)).label("first_on"),
            of_check_ins(func.max(CheckIn.on_date)).label("checked_in_on"),
            of_check_ins(func.min(CheckIn.on_date), _HAS_PAIN).label("pain_on"),
            of_check_ins(func.min(CheckIn.on_date), _HAS_PAIN, since).label("pain_since"),
            select(func.max(Log.local_date))
            .where(*logged)
            .correlate(Account, span)
            .scalar_subquery()
            .label("logged_on"),
            Client.readmitted_at,
            last_read_at(Account.id).scalar_subquery().label("read_at"),
            # In the order of a Planned.
            Episode.id.label("episode_id"),
            Episode.starts_on,
            Episode.planned_sessions,
            Episode.planned_weeks,
        )
        .join(span, span.c.client_id == Account.id)
        .join(Client, Client.id == Account.id)
        .outerjoin(Episode, Episode.client_id == Account.id)
    )


_HAS_PAIN = CheckIn.pain_average.is_not(None)
# Built once. Each date is found by an index, whatever the history.
_COURSES = {name: _courses(span) for name, span in SPANS.items()}
