"""Clients' appointments and episodes of care, on their own calendars."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import Calendar, load_zones
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.appointments.courses import (
    COMPLETED,
    Visit,
    episode_of,
    session_numbers,
    sessions_of,
)
from api.rules.instants import History, local_date_in_history
from api.tables import Appointment, Episode

# Built once; what is noted of a session is not read.
_ROWS = (
    select(Appointment.client_id, Appointment.id, Appointment.starts_at, Appointment.status)
    .where(among(Appointment.client_id))
    .order_by(Appointment.starts_at, Appointment.id)
)


@dataclass(frozen=True, slots=True)
class Visits:
    """A client's appointments, oldest first."""

    all: tuple[Visit, ...]

    @property
    def held_on(self) -> list[date]:
        """The dates of all sessions she had."""
        return [visit.on for visit in self.all if visit.status == COMPLETED]

    def last(self, as_of: date) -> Visit | None:
        """Return the last session that she had by a date."""
        held = [each for each in self.all if each.status == COMPLETED and each.on <= as_of]
        return held[-1] if held else None

    def next_after(self, now: datetime) -> Visit | None:
        """Return the first that is planned for later than an instant."""
        planned = (each for each in self.all if each.status == "planned" and each.starts_at > now)
        return next(planned, None)


@dataclass(frozen=True, slots=True)
class Course(Calendar):
    """All episodes of a client, by their first dates, and the number of each completed session."""

    history: History
    episodes: Mapping[date, Episode]
    sessions: Mapping[date, list[UUID]]
    numbers: Mapping[UUID, int]

    def episode_on(self, day: date) -> Episode | None:
        """Return the episode that a date falls in."""
        first = episode_of(day, self.episodes)
        return None if first is None else self.episodes[first]

    def episode_at(self, at: datetime) -> Episode | None:
        """Return the episode that an instant falls in."""
        return self.episode_on(self.date_of(at))


async def load_visits(
    session: AsyncSession, histories: Mapping[UUID, History]
) -> dict[UUID, Visits]:
    """Return the appointments of clients, given the zones they lived in; one query."""
    found: dict[UUID, list[Visit]] = defaultdict(list)
    rows = await fetch(session, _ROWS, {"ids": list(histories)})
    for client_id, key, starts_at, status in rows:
        on = local_date_in_history(starts_at, histories[client_id])
        found[client_id].append(Visit(key, starts_at, on, status))
    return {each: Visits(tuple(found[each])) for each in histories}


async def load_course(session: AsyncSession, client_id: UUID) -> Course:
    """Return a client's course of episodes (three queries, whatever its length)."""
    history = await load_zones(session, client_id)
    query = select(Episode).where(Episode.client_id == client_id).order_by(Episode.starts_on)
    episodes = {row.starts_on: row for row in await session.scalars(query)}
    visits = (await load_visits(session, {client_id: history}))[client_id].all
    sessions = sessions_of(visits, episodes.keys())
    return Course(history, episodes, sessions, session_numbers(visits, episodes.keys()))
