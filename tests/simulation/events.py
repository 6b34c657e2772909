"""What happens to a client in her day, drawn from what she is to be reminded of."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from api.rules.plan.plans import WHOLE_DAY
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.rules.reminders.quiet_hours import Quiet
from tests.simulation.lives import Life
from tests.simulation.people import OWN_QUIET, QUIET, slot_times
from tests.simulation.places import draw_zone
from tests.simulation.rows import Row

Kind = Literal[
    "log", "undo", "check_in", "week", "red_flag", "snooze", "open", "pause", "resume", "stop",
    "edit", "travel", "excuse", "discharge", "quiet", "mute", "allow",
]  # fmt: skip
# How likely it is on a day, for every client.
RARE: dict[Kind, float] = {
    "pause": 0.03, "resume": 0.02, "stop": 0.02, "red_flag": 0.02, "edit": 0.04, "travel": 0.04,
    "excuse": 0.01, "discharge": 0.005, "quiet": 0.02, "mute": 0.01, "allow": 0.02,
}  # fmt: skip
LOGS, UNDOES, SNOOZES, OPENS, CHECKS_IN = 0.4, 0.08, 0.06, 0.1, 0.45
FLIES_BACK = 0.3
# So long before it is due something can happen to a reminder.
_LATEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens; only what its kind needs is set.

    `on` and `slot` name what a log, an undo, a snooze or an opening is about, `subject_id` whose.
    """

    at: datetime
    kind: Kind
    subject_id: UUID
    on: date | None = None
    slot: str = ""
    minutes: int = 0
    timezone: str = ""
    quiet: Quiet | None = None
    times: tuple[time, ...] = ()
    lasts: bool = True


def draw_events(life: Life, begins: datetime, ends: datetime, chance: random.Random) -> list[Event]:
    """Return what happens between two instants, in order; `life` is planned already."""
    rows = [row for row in life.rows if row.due_at < ends + _LATEST]
    drawn = [*_about_rows(rows, chance), *_rare(life, begins, ends, chance)]
    return sorted((each for each in drawn if begins < each.at < ends), key=lambda each: each.at)


def _about_rows(rows: list[Row], chance: random.Random) -> Iterator[Event]:
    answered: set[date] = set()
    for row in rows:
        if row.source == "prescription":
            yield from _of_exercise(row, chance)
        elif row.source == CHECK_IN and chance.random() < CHECKS_IN:
            yield Event(_around(row, chance), "check_in", row.subject_id)
        elif row.source == WEEKLY and chance.random() < CHECKS_IN:
            yield Event(_around(row, chance), "week", row.subject_id)
        elif row.source == "nudge" and row.local_date not in answered:
            answered.add(row.local_date)
            yield from _of_habit(row, chance)
        yield from _of_push(row, chance)


def _of_habit(row: Row, chance: random.Random) -> Iterator[Event]:
    if chance.random() < LOGS:
        yield Event(_around(row, chance), "log", row.subject_id, row.local_date, WHOLE_DAY)


def _of_push(row: Row, chance: random.Random) -> Iterator[Event]:
    if chance.random() < OPENS:
        at = row.due_at + timedelta(minutes=chance.randint(2, 30))
        yield Event(at, "open", row.subject_id, row.local_date, row.slot)
    if chance.random() < SNOOZES:
        at = row.due_at + timedelta(seconds=chance.randint(0, 1800))
        minutes = chance.randint(5, 60)
        yield Event(at, "snooze", row.subject_id, row.local_date, row.slot, minutes=minutes)


def _of_exercise(row: Row, chance: random.Random) -> Iterator[Event]:
    if chance.random() >= LOGS:
        return
    at = _around(row, chance)
    yield Event(at, "log", row.subject_id, row.local_date, row.slot)
    if chance.random() < UNDOES:
        undone_at = at + timedelta(minutes=chance.randint(1, 20))
        yield Event(undone_at, "undo", row.subject_id, row.local_date, row.slot)


def _around(row: Row, chance: random.Random) -> datetime:
    """Return an instant before a reminder is due, in the seconds before it leaves, or after."""
    drawn = chance.random()
    if drawn < 0.15:
        return row.due_at + timedelta(seconds=chance.randint(0, 59))
    return row.due_at + timedelta(seconds=chance.randint(-7200 if drawn < 0.5 else 60, 9000))


def _rare(life: Life, begins: datetime, ends: datetime, chance: random.Random) -> Iterator[Event]:
    for kind, odds in RARE.items():
        if chance.random() < odds:
            at = begins + timedelta(seconds=chance.randrange(int((ends - begins).total_seconds())))
            subject_id = chance.choice(list(life.plans))
            if kind == "travel":
                yield from _trip(life, at, chance)
            elif kind == "quiet":
                quiet = chance.choice((None, QUIET, *OWN_QUIET))
                yield Event(at, kind, life.person.id, quiet=quiet)
            elif kind == "edit":
                times = slot_times(chance, chance.randint(1, 3))
                yield Event(at, kind, subject_id, times=times)
            else:
                yield Event(at, kind, subject_id, lasts=chance.random() < 0.5)


def _trip(life: Life, at: datetime, chance: random.Random) -> Iterator[Event]:
    yield Event(at, "travel", life.person.id, timezone=draw_zone(chance))
    if chance.random() < FLIES_BACK:
        back_at = at + timedelta(seconds=chance.randint(600, 36_000))
        yield Event(back_at, "travel", life.person.id, timezone=life.person.timezone)
