"""A simulated client: where she lives, what she was prescribed, what she wants of her phone."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from api.rules.plan.cues import Nudges
from api.rules.plan.plans import HABIT, Plan, Schedule, Version
from api.rules.reminders.quiet_hours import Quiet
from tests.simulation.places import draw_zone

EVERY_DAY = frozenset(range(7))
QUIET = Quiet(time(21), time(8))
OWN_QUIET = (
    Quiet(time(22), time(7)),
    Quiet(time(0), time(6)),
    Quiet(time(23, 30), time(5, 45)),
    Quiet(time(12), time(14)),
    Quiet(time(2), time(3)),
)
# Where clocks are changed, and on both sides of midnight.
ODD_TIMES = (time(0), time(0, 30), time(2), time(2, 30), time(3), time(23), time(23, 59))
WINDOWS_MIN = (120, 120, 120, 120, 30, 60, 240, 720, 5)


@dataclass(frozen=True, slots=True)
class Person:
    """Everything about a client as the day begins.

    `check_in_at` is None while she has not redeemed her invite. `allows`: whether her phones may
    notify her. `exercises` names the library item of each plan.
    """

    number: int
    id: UUID
    timezone: str
    plans: tuple[Plan, ...]
    exercises: dict[UUID, str]
    quiet: Quiet | None
    cap: int
    check_in_at: time | None
    phones: int
    allows: bool


def person_of(seed: int, number: int, day: date) -> tuple[Person, random.Random]:
    """Return the n-th client of a seed, and the chance that the rest of her day is drawn from."""
    chance = random.Random(f"{seed}/{number}")
    begins = datetime.combine(day - timedelta(days=30), time(), UTC)
    plans = _plans(chance, number, begins)
    drawn = chance.random()
    person = Person(
        number=number,
        id=_id(number, 0),
        timezone=draw_zone(chance),
        plans=tuple(plan for plan, _ in plans),
        exercises={plan.prescription_id: exercise for plan, exercise in plans},
        quiet=QUIET if drawn < 0.6 else None if drawn > 0.85 else chance.choice(OWN_QUIET),
        cap=6 if chance.random() < 0.7 else chance.randint(1, 8),
        check_in_at=_check_in_at(chance),
        phones=chance.choices((0, 1, 2, 3), (4, 84, 10, 2))[0],
        allows=chance.random() > 0.02,
    )
    return person, chance


def slot_times(chance: random.Random, count: int) -> tuple[time, ...]:
    """Return the wall times of a client's slots: three apart, or two of them close together."""
    found = {_time(chance) for _ in range(count)}
    while len(found) < count:
        found.add(_time(chance))
    if count > 1 and chance.random() < 0.15:
        first, second, *others = sorted(found)
        near = first.hour * 60 + first.minute + chance.randint(1, 12)
        found = {first, time(near // 60 % 24, near % 60), *others}
        found |= {second} if len(found) < count else set()
    return tuple(sorted(found))


def _time(chance: random.Random) -> time:
    drawn = chance.random()
    if drawn < 0.06:
        return chance.choice(ODD_TIMES)
    if drawn < 0.5:
        # Where most people put a reminder: on the hour and the half hour.
        return time(chance.randint(7, 20), chance.choice((0, 30)))
    return time(chance.randint(5, 22), chance.randint(0, 59))


def _plans(chance: random.Random, number: int, begins: datetime) -> list[tuple[Plan, str]]:
    """Return three slots in one, two or three prescriptions, and now and then a habit."""
    times = slot_times(chance, 3)
    drawn = chance.random()
    parts = [times] if drawn < 0.6 else [times[:2], times[2:]] if drawn < 0.8 else _each(times)
    plans = [
        (_plan(chance, _id(number, index + 1), begins, part), "chin-tuck")
        for index, part in enumerate(parts)
    ]
    if chance.random() < 0.2:
        begin = time(chance.randint(7, 11))
        nudges = Nudges(chance.randint(1, 4), begin, time(begin.hour + chance.randint(2, 9)))
        exercise = chance.choice(("hydration", "microbreak"))
        plans.append((_plan(chance, _id(number, 9), begins, (), nudges), exercise))
    return plans


def _each(times: tuple[time, ...]) -> list[tuple[time, ...]]:
    return [(at,) for at in times]


def _plan(
    chance: random.Random,
    prescription_id: UUID,
    begins: datetime,
    times: tuple[time, ...],
    nudges: Nudges | None = None,
) -> Plan:
    schedule = Schedule(
        times=times,
        weekdays=EVERY_DAY if chance.random() < 0.95 else frozenset(chance.sample(range(7), 4)),
        interval_weeks=1,
        start_on=begins.date(),
        end_on=None,
        timezone=draw_zone(chance) if chance.random() < 0.05 else None,
        window_min=chance.choice(WINDOWS_MIN),
        nudges=nudges,
    )
    remind = chance.random() > 0.04
    version = Version(1, begins.date(), begins, schedule, None if nudges else 2, remind)
    return Plan(prescription_id, HABIT if nudges else "stretch", (version,), (), None)


def _check_in_at(chance: random.Random) -> time | None:
    drawn = chance.random()
    if drawn < 0.04:
        return None
    return time(18, 30) if drawn < 0.7 else time(chance.randint(6, 22), chance.randint(0, 59))


def _id(number: int, part: int) -> UUID:
    return UUID(int=(number + 1) << 64 | part)
