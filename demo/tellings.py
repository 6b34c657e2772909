"""One story while it is told: who is signed in, what the server has named so far."""

import random
from dataclasses import dataclass, field
from datetime import date

from httpx2 import AsyncClient

from api.platform.clock import SetClock
from demo.calendars import date_of, working_day
from demo.phones import Phone
from demo.plots import TODAY, Story
from demo.series import Figures, daily_figures, dice

# Another number tells the same six lives with other days.
SEED = 7


@dataclass(slots=True)
class Telling:
    """What both sides of a story share; `code` is the invite while it is under way.

    By exercise: its prescription and its limit of pain. By day: the session that was held.
    """

    story: Story
    today: date
    clock: SetClock
    therapist: Phone
    client: Phone
    figures: tuple[Figures, ...]
    client_id: str = ""
    code: str = ""
    prescriptions: dict[str, str] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)
    decided: set[tuple[str, date, str]] = field(default_factory=set)

    @property
    def first_day(self) -> int:
        """The day on which she came into care: no session falls on a weekend."""
        return working_day(self.story.visits[0].day, self.today)

    def chance(self, what: str) -> random.Random:
        """Return this story's own source of chance for one thing."""
        return dice(SEED, self.story.key, what)


def begin(story: Story, today: date, clock: SetClock, http: AsyncClient) -> Telling:
    """Return a story that is about to be told."""
    figures = daily_figures(
        story.rhythm, date_of(0, today), TODAY, dice(SEED, story.key, "figures")
    )
    return Telling(story, today, clock, Phone(http, clock), Phone(http, clock), figures)
