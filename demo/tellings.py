"""The state of one story during the seeding: who is signed in, and the ids from the server."""

import random
from dataclasses import dataclass, field
from datetime import date

from api.platform.clock import SetClock
from demo.calendars import date_of, working_day
from demo.calls import Http
from demo.phones import Phone
from demo.plots import TODAY, Story
from demo.series import Figures, daily_figures, dice

# The seed of all random values: another number gives the same stories with other days.
SEED = 7


@dataclass(slots=True)
class Telling:
    """The state that client and therapist of a story share; `code` is the pending invite.

    `prescriptions` and `limits` (maximal pain) are by exercise; `sessions` are by day.
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
        """The day of the first visit, moved to a working day."""
        return working_day(self.story.visits[0].day, self.today)

    def chance(self, what: str) -> random.Random:
        """Return the random source of this story for one purpose."""
        return dice(SEED, self.story.key, what)


def begin(story: Story, today: date, clock: SetClock, http: Http) -> Telling:
    """Return the initial state of a story."""
    figures = daily_figures(
        story.rhythm, date_of(0, today), TODAY, dice(SEED, story.key, "figures")
    )
    return Telling(story, today, clock, Phone(http, clock), Phone(http, clock), figures)
