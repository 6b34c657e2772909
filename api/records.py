"""All that a client's figures are made of, read at once: so many queries, whatever her history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.definitions import DEFINITIONS
from api.domain.episodes import COMPLETED, episode_of
from api.domain.insights import Course, window
from api.domain.means import Diary
from api.entries import load_entries
from api.models import Account, Alert, Appointment, BriefRead, Client, Episode
from api.models.safety import ALERT_KINDS
from api.outcomes import SlotLog, load_outcomes
from api.plans import CarePlan, load_care_plan

# As far before the first date that is looked at as what is usual for it reaches.
BEFORE = timedelta(days=DEFINITIONS.spike_days)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visits:
    """A client's appointments, oldest first, with the dates on which she had them."""

    rows: tuple[tuple[date, Appointment], ...]

    def held(self, since: date | None, as_of: date) -> list[tuple[date, Appointment]]:
        """Return the completed ones from a date on, none of them later than `as_of`."""
        return [
            (on, row)
            for on, row in self.rows
            if row.status == COMPLETED and on <= as_of and (since is None or on >= since)
        ]

    def next_after(self, now: datetime) -> Appointment | None:
        """Return the first that is planned for later than an instant."""
        planned = (row for _, row in self.rows if row.status == "planned" and row.starts_at > now)
        return next(planned, None)


@dataclass(frozen=True, slots=True)
class Record:
    """One client as of one of her dates.

    `over_on` is the last of her dates that is over by then; `last_on` is the last on which she told
    anything.
    """

    as_of: date
    over_on: date
    account: Account
    client: Client
    care: CarePlan
    episode: Episode | None
    visits: Visits
    course: Course
    window: tuple[date, ...]
    diary: Diary
    logs: Sequence[SlotLog]
    alerts: Sequence[Alert]
    read_at: datetime | None

    @property
    def joined_on(self) -> date:
        """The first date on which she could have checked in."""
        return min(self.care.date_of(self.account.created_at), *self.diary, self.as_of)

    @property
    def last_on(self) -> date | None:
        told = [log.outcome.local_date for log in self.logs]
        return max((*told, *self.diary), default=None)


async def load_record(
    session: AsyncSession, client: Client, as_of: date | None, now: datetime
) -> Record:
    """Return a client's record as of one of her dates, by default today (ten queries)."""
    care = await load_care_plan(session, client.id)
    today = care.today(now)
    as_of = as_of or today
    account, episodes, read_at = await _people(session, client.id)
    visits = await _visits(session, client.id, care)
    began_on = episode_of(as_of, episodes)
    held = visits.held(began_on, as_of)
    course = Course(
        episode_on=began_on,
        sessions_on=() if began_on is None else tuple(on for on, _ in held),
        last_session_on=max((on for on, _ in visits.held(None, as_of)), default=None),
    )
    looked_at = window(as_of, course.last_session_on)
    entries = await load_entries(session, client.id, _first_day(course, looked_at[0]), as_of)
    return Record(
        as_of=as_of,
        over_on=min(as_of, today - DAY),
        account=account,
        client=client,
        care=care,
        episode=None if began_on is None else episodes[began_on],
        visits=visits,
        course=course,
        window=looked_at,
        diary={entry.on: entry for entry in entries},
        logs=await load_outcomes(session, client.id, looked_at[0], as_of),
        alerts=await _alerts(session, client.id),
        read_at=read_at,
    )


def last_read_at(client_id: UUID) -> Select[datetime | None]:
    """Select when a therapist last said to have read a client's brief."""
    return select(func.max(BriefRead.created_at)).where(BriefRead.client_id == client_id)


def _first_day(course: Course, first_on: date) -> date | None:
    """Return from which date on check-ins matter; None when it takes all of them to tell."""
    if course.episode_on is None:
        return None
    longest = DEFINITIONS.association_days * DAY
    return min(course.episode_on - 7 * DAY, first_on - BEFORE, first_on - longest)


async def _people(
    session: AsyncSession, client_id: UUID
) -> tuple[Account, dict[date, Episode], datetime | None]:
    """Return the account, the episodes by their first dates, and when a brief was last read."""
    rows = await session.execute(
        select(Account, Episode, last_read_at(client_id).scalar_subquery())
        .outerjoin(Episode, Episode.client_id == Account.id)
        .where(Account.id == client_id)
        .order_by(Episode.starts_on)
    )
    found = rows.all()
    episodes = {episode.starts_on: episode for _, episode, _ in found if episode is not None}
    return found[0][0], episodes, found[0][2]


async def _visits(session: AsyncSession, client_id: UUID, care: CarePlan) -> Visits:
    query = select(Appointment).where(Appointment.client_id == client_id)
    rows = await session.scalars(query.order_by(Appointment.starts_at, Appointment.id))
    return Visits(tuple((care.date_of(row.starts_at), row) for row in rows))


async def _alerts(session: AsyncSession, client_id: UUID) -> list[Alert]:
    """Return the open alerts, the gravest kind first."""
    query = select(Alert).where(Alert.client_id == client_id, Alert.acknowledged_at.is_(None))
    return sorted(await session.scalars(query), key=lambda row: ALERT_KINDS.index(row.kind))
