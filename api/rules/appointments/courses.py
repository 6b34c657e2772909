"""Courses of care: the episode that a date falls in, its sessions, and where a client stands.

An episode is told by its first date, of which a client has no two. It lasts until the next begins.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

COMPLETED = "completed"
NOT_HELD = ("cancelled", "missed")
YEARS_BACK, YEARS_AHEAD = 5, 1


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment, whatever became of it; `on` is its date where the client was."""

    appointment_id: UUID
    starts_at: datetime
    on: date
    status: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The first date of her episode, and the dates of all her completed sessions, oldest first."""

    episode_on: date | None
    held_on: tuple[date, ...]

    @property
    def sessions_on(self) -> tuple[date, ...]:
        """The dates of the sessions of her episode."""
        if self.episode_on is None:
            return ()
        return tuple(on for on in self.held_on if on >= self.episode_on)

    @property
    def first_session_on(self) -> date | None:
        return min(self.sessions_on, default=None)

    @property
    def last_session_on(self) -> date | None:
        """The date of the last session, of whatever episode."""
        return max(self.held_on, default=None)


def episode_of(day: date, starts: Iterable[date]) -> date | None:
    """Return the first date of the episode that a date falls in, None before all of them."""
    return max((first for first in starts if first <= day), default=None)


def sessions_of(visits: Iterable[Visit], starts: Collection[date]) -> dict[date, list[UUID]]:
    """Return the completed appointments of each episode, in the order in which they were held."""
    sessions: dict[date, list[UUID]] = {first: [] for first in starts}
    for visit in sorted(visits, key=lambda visit: (visit.starts_at, visit.appointment_id)):
        first = episode_of(visit.on, starts)
        if first is not None and visit.status == COMPLETED:
            sessions[first].append(visit.appointment_id)
    return sessions


def session_numbers(visits: Iterable[Visit], starts: Collection[date]) -> dict[UUID, int]:
    """Return the number within its episode, from 1, of each completed appointment of one."""
    episodes = sessions_of(visits, starts).values()
    return {key: number for held in episodes for number, key in enumerate(held, start=1)}


def standing(held_on: Collection[date], episodes: Iterable[date], as_of: date) -> Standing:
    """Return where she is as of a date.

    `held_on` are the dates of all sessions she had, `episodes` the first dates of her episodes.
    """
    held = tuple(sorted(on for on in held_on if on <= as_of))
    return Standing(episode_of(as_of, episodes), held)


def refused_start(starts_on: date, today: date) -> str | None:
    """Return the code of why an episode cannot begin on a date, or None."""
    year, *day = starts_on.timetuple()[:3]
    this_year, *this_day = today.timetuple()[:3]
    if [year + YEARS_BACK, *day] < [this_year, *this_day]:
        return "too_long_ago"
    if [year - YEARS_AHEAD, *day] > [this_year, *this_day]:
        return "too_far_ahead"
    return None
