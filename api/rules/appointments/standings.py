"""Where in her care a client is on a date: her episode, and the sessions she has had."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from api.rules.appointments.courses import episode_of


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


def standing(held_on: Collection[date], episodes: Iterable[date], as_of: date) -> Standing:
    """Return where she is as of a date.

    `held_on` are the dates of all sessions she had, `episodes` the first dates of her episodes.
    """
    held = tuple(sorted(on for on in held_on if on <= as_of))
    return Standing(episode_of(as_of, episodes), held)
