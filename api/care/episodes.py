"""A client's episodes of care, with the appointments that fall into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.courses import load_visits
from api.care.plans import load_zones
from api.rules.appointments.courses import episode_of, session_numbers, sessions_of
from api.rules.instants import ZoneSpan, local_date_in_history
from api.tables import Episode


@dataclass(frozen=True, slots=True)
class Course:
    """All episodes of a client, by their first dates, and the number of each completed session."""

    history: tuple[ZoneSpan, ...]
    episodes: Mapping[date, Episode]
    sessions: Mapping[date, list[UUID]]
    numbers: Mapping[UUID, int]

    def date_of(self, at: datetime) -> date:
        """Return the date on the client's calendar at an instant, where she was then."""
        return local_date_in_history(at, self.history)

    def episode_on(self, day: date) -> Episode | None:
        """Return the episode that a date falls in."""
        first = episode_of(day, self.episodes)
        return None if first is None else self.episodes[first]

    def episode_at(self, at: datetime) -> Episode | None:
        """Return the episode that an instant falls in."""
        return self.episode_on(self.date_of(at))


async def load_course(session: AsyncSession, client_id: UUID) -> Course:
    """Return a client's course of episodes (three queries, whatever its length)."""
    history = await load_zones(session, client_id)
    query = select(Episode).where(Episode.client_id == client_id).order_by(Episode.starts_on)
    episodes = {row.starts_on: row for row in await session.scalars(query)}
    visits = (await load_visits(session, {client_id: history}))[client_id].all
    sessions = sessions_of(visits, episodes.keys())
    return Course(history, episodes, sessions, session_numbers(visits, episodes.keys()))
