"""Where in her care a client is on a date: her episode, and the sessions she has had of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from api.domain.episodes import episode_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The first date of the episode and the dates of its completed sessions, oldest first.

    `last_session_on` is that of the last completed session, of whatever episode.
    """

    episode_on: date | None
    sessions_on: tuple[date, ...]
    last_session_on: date | None

    @property
    def first_session_on(self) -> date | None:
        return min(self.sessions_on, default=None)


def standing(held_on: Collection[date], episodes: Iterable[date], as_of: date) -> Standing:
    """Return where she is as of a date.

    `held_on` are the dates of all sessions she had, `episodes` the first dates of her episodes.
    """
    held = sorted(on for on in held_on if on <= as_of)
    began_on = episode_of(as_of, episodes)
    of_episode = () if began_on is None else tuple(on for on in held if on >= began_on)
    return Standing(began_on, of_episode, held[-1] if held else None)
