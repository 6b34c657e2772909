"""Every percentage of random lives, computed a second time: by looking at her clock, not by rules.

The clock of a life is read every half hour. What it never showed was not due, and a date on which
any reading fell into a pause is due only as far as it was logged.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.rules.adherence.adherence import Adherence, LoggedOutcome, Overall, adherence
from api.rules.adherence.overall import LoggedSlots, name_of, overall
from api.rules.instants import History, ZoneSpan
from api.rules.plan.plans import Pause, Plan
from tests.rules.plan.plans import LONG_AGO, plan, schedule, version

FIRST, LAST = date(2026, 2, 2), date(2026, 3, 1)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
TIMES = ("07:00", "09:30", "12:00", "18:30", "21:00")
# None of them changes its clock in these weeks.
ZONES = (
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
DAYS = [FIRST + timedelta(days=n) for n in range(28)]
Slot = tuple[date, str]


@dataclass(frozen=True, slots=True)
class Life:
    plans: list[Plan]
    history: History
    logs: list[LoggedOutcome]
    excused_on: frozenset[date]
    own_on: frozenset[date]


def some_life(seed: int) -> Life:
    of = Random(seed)
    asked = [some_plan(of, UUID(int=n + 1)) for n in range(of.randint(1, 4))]
    logs = [
        LoggedOutcome(one.prescription_id, *slot, outcome, None, of.choice([None, 0, 1, 2, 5]))
        for one in asked
        for slot in planned(one)
        for outcome in [of.choice(["done", "done", "partial", "skipped", "excused", None, None])]
        if outcome
    ]
    excused = frozenset(of.sample(DAYS, of.randint(0, 8)))
    own = frozenset(day for day in excused if of.random() < 0.5)
    return Life(asked, some_history(of), logs, excused, own)


def some_plan(of: Random, id: UUID) -> Plan:
    times = sorted(of.sample(TIMES, of.randint(1, 3)))
    weekdays = frozenset(of.sample(range(7), of.randint(2, 7)))
    start = FIRST + timedelta(days=of.choice([-3, 0, 0, 7, 10]))
    asked = schedule(*times, weekdays=weekdays, start_on=start, window_min=30)
    pauses = tuple(some_pause(of) for _ in range(of.choice([0, 0, 1, 2])))
    kind = of.choice(["stretch", "stretch", "strength", "habit"])
    return plan(version(asked, sets=of.choice([None, 3])), id=id, kind=kind, pauses=pauses)


def some_pause(of: Random) -> Pause:
    begin = datetime(2026, 2, 2, tzinfo=UTC) + of.randrange(28 * 48) * HALF_HOUR
    length = of.choice([HALF_HOUR, timedelta(hours=5), timedelta(days=3), None])
    return Pause(begin, length and begin + length, safety=of.random() < 0.5)


def some_history(of: Random) -> History:
    moves = sorted(of.sample(range(28 * 48), of.choice([0, 1, 1, 2])))
    since = [LONG_AGO] + [datetime(2026, 2, 2, tzinfo=UTC) + n * HALF_HOUR for n in moves]
    return tuple(ZoneSpan(of.choice(ZONES), each) for each in since)


def planned(one: Plan) -> list[Slot]:
    asked = one.versions[0].schedule
    names = ["day"] if one.is_habit else [f"{at:%H:%M}" for at in asked.times]
    days = [day for day in DAYS if day >= asked.start_on and day.weekday() in asked.weekdays]
    return [(day, name) for day in days for name in names]


def readings(life: Life) -> Iterator[tuple[datetime, datetime]]:
    """Yield every half hour in UTC, and what her clock showed then."""
    moves = list(life.history)
    now = datetime(2026, 1, 29, tzinfo=UTC)
    while now < datetime(2026, 3, 5, tzinfo=UTC):
        zone = [span.timezone for span in moves if span.from_at <= now][-1]
        yield now, now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        now += HALF_HOUR


class Clock:
    """When her clock first showed a date and time, and the instants of each date of hers."""

    def __init__(self, life: Life) -> None:
        self.shown: dict[tuple[date, str], datetime] = {}
        self.instants: dict[date, list[datetime]] = defaultdict(list)
        reached = date.min
        for now, wall in readings(life):
            self.shown.setdefault((wall.date(), f"{wall:%H:%M}"), now)
            # A date that comes again after a flight west is the later one's: dates follow another.
            reached = max(reached, wall.date())
            self.instants[reached].append(now)


def outcome(life: Life, clock: Clock, one: Plan, slot: Slot) -> tuple[str, Decimal]:
    """Return what became of a slot, and the share of it that was done."""
    day, name = slot
    said = next((x for x in life.logs if x[:3] == (one.prescription_id, *slot)), None)
    there = clock.instants[day] if name == "day" else clock.shown.get(slot)
    excuse = {True: "own", False: "theirs"}[day in life.own_on] if day in life.excused_on else None
    if said and said.outcome in ("done", "partial"):
        return said.outcome, share(one, said)
    if said and said.outcome == "excused":
        return excuse or "own", Decimal(0)
    if not there:
        return "flown", Decimal(0)
    last = there[-1] if isinstance(there, list) else there
    if any(pauses(p, last) for p in one.pauses):
        return "paused", Decimal(0)
    touched = any(pauses(p, now) for p in one.pauses for now in clock.instants[day])
    otherwise = said.outcome if said else "paused" if touched else "unlogged"
    return excuse or otherwise, Decimal(0)


def pauses(pause: Pause, now: datetime) -> bool:
    return pause.from_at <= now and (pause.until_at is None or now < pause.until_at)


def share(one: Plan, said: LoggedOutcome) -> Decimal:
    if said.outcome == "done":
        return Decimal(1)
    sets = one.versions[0].sets
    if sets is None or said.sets_done is None:
        return Decimal("0.5")
    return Decimal(min(said.sets_done, sets)) / Decimal(sets)


def shown(value: Decimal) -> float:
    # Far more digits than needed, so that thirds add up to a whole where they should.
    return float(value.quantize(Decimal("1e-30")).quantize(Decimal("0.1"), ROUND_HALF_EVEN))


def figures(outcomes: list[tuple[str, Decimal]]) -> Overall:
    due = [part for kind, part in outcomes if kind in ("done", "partial", "skipped", "unlogged")]
    own = sum(kind == "own" for kind, _ in outcomes)
    excused = own + sum(kind == "theirs" for kind, _ in outcomes)
    credit = sum(due, Decimal(0))
    told = len(due), shown(credit)
    if len(due) < 3:
        reason = "insufficient_data" if due else "nothing_due"
        return Overall(*told, None, None, reason, excused, own, own > len(due))
    exact = (100 * credit / len(due)).quantize(Decimal("1e-30"))
    band = "low" if exact < 50 else "middle" if exact < 80 else "high"
    told_band = None if own > len(due) and band != "low" else band
    return Overall(*told, shown(exact), told_band, None, excused, own, own > len(due))


def flat(one: object) -> tuple[object, ...]:
    names = ("due", "credit", "percent", "band", "reason")
    names += ("excused", "self_excused", "mostly_excused")
    return tuple(getattr(one, name) for name in names)


@pytest.mark.parametrize("seed", range(150))
def test_every_percentage_is_what_her_clock_and_her_logs_say(seed):
    life = some_life(seed)
    found = adherence(
        life.plans, life.history, life.logs, life.excused_on, FIRST, LAST, LATER, life.own_on
    )
    with localcontext(prec=60):
        expect(life, found)


def expect(life: Life, found: Adherence) -> None:
    clock = Clock(life)
    became = {
        one.prescription_id: {s: outcome(life, clock, one, s) for s in planned(one)}
        for one in life.plans
    }
    exercises = [one.prescription_id for one in life.plans if not one.is_habit]
    slots = [(*slot, told) for each in exercises for slot, told in became[each].items()]
    assert found.overall == figures([told for *_, told in slots])
    for week in found.weeks:
        within = [told for day, _, told in slots if 0 <= (day - week.monday).days < 7]
        assert flat(week) == flat(figures(within))
    for item in found.items:
        own = figures(list(became[item.prescription_id].values()))
        assert flat(replace(own, credit=0.0)) == (item.due, 0.0, *flat(own)[2:])
        told = (item.percent, item.band, item.reason, item.excused, item.self_excused)
        assert told == (own.percent, own.band, own.reason, own.excused, own.self_excused)
    assert caseload(life) == found.overall


def caseload(life: Life) -> Overall:
    """Return the overall figures as a caseload computes them."""
    logged = defaultdict(list)
    for each in life.logs:
        sets = each.sets_done if each.outcome == "partial" else None
        names = [name_of(each.local_date, each.slot)]
        logged[each.prescription_id].append(LoggedSlots(each.outcome, sets, names))
    dates = life.excused_on, FIRST, LAST, LATER, life.own_on
    return overall(life.plans, life.history, logged, *dates)
