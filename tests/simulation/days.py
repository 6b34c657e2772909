"""A client's day in virtual time: from one event or turn straight to the next."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from api.rules.instants import local_date, zone
from tests.simulation.acts import act
from tests.simulation.events import Event, draw_events
from tests.simulation.lives import Life, life_of
from tests.simulation.people import Person
from tests.simulation.transport import CountingTransport

TICK = timedelta(seconds=1)
OUTAGE = timedelta(hours=2)
# No client needs this many turns; who does turns in circles.
MOST_TURNS = 10_000


@dataclass(frozen=True)
class Day:
    """24 hours of UTC from midnight; with `out_at` no worker runs for two hours from then on."""

    on: date
    out_at: time | None = None

    @cached_property
    def begins(self) -> datetime:
        return datetime.combine(self.on, time(), UTC)

    @cached_property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=1)

    @cached_property
    def back_at(self) -> datetime | None:
        """When the workers are back."""
        return None if self.out_at is None else self._out() + OUTAGE

    def tick(self, at: datetime) -> datetime:
        """Return the first tick of a worker at or after an instant."""
        at = at if at.microsecond == 0 else at.replace(microsecond=0) + TICK
        back_at = self.back_at
        return back_at if back_at is not None and self._out() <= at < back_at else at

    def _out(self) -> datetime:
        assert self.out_at is not None, "asked for a day with an outage only"
        return datetime.combine(self.on, self.out_at, UTC)


@dataclass(frozen=True, slots=True)
class Lived:
    """A day that is over: what happened, and what became of every reminder."""

    life: Life
    day: Day
    happened: tuple[Event, ...]


def live(person: Person, chance: random.Random, day: Day) -> Lived:
    """Return a client's day, until all that fell due in it has ended."""
    life = life_of(person, day.begins, CountingTransport())
    life.plan(day.begins, is_edit=False)
    events = draw_events(life, day.begins, day.ends, chance)
    happened: list[Event] = []
    for _ in range(MOST_TURNS):
        at = life.next_attempt()
        tick = None if at is None else day.tick(at)
        if events and (tick is None or events[0].at <= tick):
            event = events.pop(0)
            today = local_date(event.at, zone(life.timezone))
            if act(life, event):
                happened.append(replace(event, on=event.on or today))
        elif tick is None or not (events or is_going_on(life, day)):
            return Lived(life, day, tuple(happened))
        else:
            life.turn(tick)
    raise AssertionError(f"client {person.number} turns in circles")


def is_going_on(life: Life, day: Day) -> bool:
    """Tell whether anything that fell due in the day has not ended."""
    ends = day.ends
    return any(row.state == "scheduled" and row.due_at <= ends for row in life.rows)
