"""Episodes of care: which episode a date falls in, its sessions, and a client's standing.

An episode is identified by its first date, which is unique per client. It lasts until the next
one begins.
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
    """An appointment in any status; `on` is its date in the client's time zone of then."""

    appointment_id: UUID
    starts_at: datetime
    on: date
    status: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The first date of a client's episode, and all her completed sessions, oldest first."""

    episode_on: date | None
    held_on: tuple[date, ...]

    @property
    def sessions_on(self) -> tuple[date, ...]:
        """The dates of the completed sessions of this episode."""
        if self.episode_on is None:
            return ()
        return tuple(on for on in self.held_on if on >= self.episode_on)

    @property
    def first_session_on(self) -> date | None:
        return min(self.sessions_on, default=None)

    @property
    def last_session_on(self) -> date | None:
        """The date of the last completed session in any episode."""
        return max(self.held_on, default=None)


def episode_of(day: date, starts: Iterable[date]) -> date | None:
    """Return the first date of the episode that a date falls in; None before the first episode."""
    return max((first for first in starts if first <= day), default=None)


def sessions_of(visits: Iterable[Visit], starts: Collection[date]) -> dict[date, list[UUID]]:
    """Return the completed appointments of each episode by its first date, oldest first."""
    sessions: dict[date, list[UUID]] = {first: [] for first in starts}
    for visit in sorted(visits, key=lambda visit: (visit.starts_at, visit.appointment_id)):
        first = episode_of(visit.on, starts)
        if first is not None and visit.status == COMPLETED:
            sessions[first].append(visit.appointment_id)
    return sessions


def session_numbers(visits: Iterable[Visit], starts: Collection[date]) -> dict[UUID, int]:
    """Return the number of each completed appointment within its episode, counted from 1."""
    episodes = sessions_of(visits, starts).values()
    return {key: number for held in episodes for number, key in enumerate(held, start=1)}


def standing(held_on: Collection[date], episodes: Iterable[date], as_of: date) -> Standing:
    """Return a client's standing as of a date.

    `held_on` are the dates of all her completed sessions, `episodes` the first dates of episodes.
    """
    held = tuple(sorted(on for on in held_on if on <= as_of))
    return Standing(episode_of(as_of, episodes), held)


def refused_start(starts_on: date, today: date) -> str | None:
    """Return the error code if an episode cannot begin on a date, else None."""
    year, *day = starts_on.timetuple()[:3]
    this_year, *this_day = today.timetuple()[:3]
    if [year + YEARS_BACK, *day] < [this_year, *this_day]:
        return "too_long_ago"
    if [year - YEARS_AHEAD, *day] > [this_year, *this_day]:
        return "too_far_ahead"
    return None
