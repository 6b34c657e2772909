"""Episodes of care: which one a date falls in, and which of its sessions an appointment was.

An episode is told by its first date, of which a client has no two. It lasts until the next begins.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

COMPLETED = "completed"
YEARS_BACK, YEARS_AHEAD = 5, 1


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment, whatever became of it; `on` is its date where the client was."""

    appointment_id: UUID
    starts_at: datetime
    on: date
    status: str


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


def refused_start(starts_on: date, today: date) -> str | None:
    """Return the code of why an episode cannot begin on a date, or None."""
    year, *day = starts_on.timetuple()[:3]
    this_year, *this_day = today.timetuple()[:3]
    if [year + YEARS_BACK, *day] < [this_year, *this_day]:
        return "too_long_ago"
    if [year - YEARS_AHEAD, *day] > [this_year, *this_day]:
        return "too_far_ahead"
    return None
