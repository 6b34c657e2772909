"""How often a new place is told of clients without one, and how soon of clients who have one.

Also of how many stable clients a brief says that pain has changed, by two definitions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import numpy as np

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import is_new
from api.rules.insights.baselines import progress
from api.rules.insights.evidence import Evidence
from api.rules.insights.spread import Maps, Mark, evidence_of_spread
from tests.calibration.lives import FIRST, SESSIONS, Levels, answers, rated, steady, stepping
from tests.calibration.rows import MONTH, Row, rate, share
from tests.calibration.worlds import USUAL, World

TITLE = "Spread, and the headline of a brief"
Drawn = Sequence[Mark]
Rule = Callable[[Maps, int], list[Evidence]]
DAYS = 3 * MONTH
BEGINS = 40
"""The day from which a new place lasts."""
USUALLY = 0.9
NECK, HEAD = Mark("neck", "left", False), Mark("head", None, False)
OCCASIONAL = (
    Mark("hip", "left", False),
    Mark("knee", "right", False),
    Mark("upper_back", None, False),
)
NEW, TINGLING = Mark("forearm", "left", False), Mark("forearm", "left", True)
OTHERS = (
    World(sd=0.8),
    World(sd=1.8),
    World(ar=0.0),
    World(ar=0.7),
    World(missing=0.3),
    World(missing=0.3, skips_bad=True),
)
HELD = Standing(FIRST, tuple(FIRST + timedelta(days=each) for each in SESSIONS))


@dataclass(frozen=True, slots=True)
class Habit:
    """On what share of days a map is drawn, and how often each place stands on one.

    An occasional place comes for `spell` days on average, or day by day by chance if that is 1.
    """

    drawn: float
    occasional: float = 0.0
    spell: int = 1
    new: float = 0.0
    known_tingling: bool = False

    def __str__(self) -> str:
        spells = f" in spells of {self.spell} days" if self.spell > 1 else ""
        often = f", places at {self.occasional:.0%}{spells}" if self.occasional else ""
        return f"maps on {self.drawn:.0%} of days{often}"


def marked(often: float, spell: int, days: int, rng: np.random.Generator) -> Levels:
    """Return on which days a place hurts, as 0 or 1."""
    if spell == 1:
        return (rng.random(days) < often).astype(float)
    ends, begins = 1 / spell, often / spell / (1 - often)
    found = np.zeros(days)
    found[0] = rng.random() < often
    for day, chance in enumerate(rng.random(days - 1), 1):
        found[day] = chance >= ends if found[day - 1] else chance < begins
    return found


def maps_of(habit: Habit, rng: np.random.Generator) -> dict[int, list[Mark]]:
    """Return a client's body maps by day; the neck and the head stand on nine of ten."""
    hurts = {spot: marked(USUALLY, 1, DAYS, rng) for spot in (NECK, HEAD)}
    hurts |= {spot: marked(habit.occasional, habit.spell, DAYS, rng) for spot in OCCASIONAL}
    hurts[NEW] = marked(habit.new, 1, DAYS, rng) * (np.arange(DAYS) >= BEGINS)
    if habit.known_tingling:
        hurts[TINGLING] = marked(USUALLY, 1, DAYS, rng)
    drawn = np.flatnonzero(rng.random(DAYS) < habit.drawn).tolist()
    maps = {day: [spot for spot, days in hurts.items() if days[day]] for day in drawn}
    return {day: spots for day, spots in maps.items() if spots}


def now(maps: Maps, day: int) -> list[Evidence]:
    """Return what the product finds."""
    return evidence_of_spread(maps, FIRST + timedelta(days=day))


def before(maps: Maps, day: int) -> list[Evidence]:
    """Return what definition 2 found: whatever one map has and those of 28 days before it lack."""
    on = FIRST + timedelta(days=day)
    earlier = [s for d, spots in maps.items() if 0 < (on - d).days <= 28 for s in spots]
    places = {(spot.region, spot.side) for spot in earlier}
    tingling = {(spot.region, spot.side) for spot in earlier if spot.tingling}
    new = [("new_place", s) for s in maps[on] if earlier and (s.region, s.side) not in places]
    new += [
        ("new_tingling", s) for s in maps[on] if s.tingling and (s.region, s.side) not in tingling
    ]
    return [Evidence("spread", code, on, on, region=s.region, side=s.side) for code, s in new]


def three_maps(maps: Maps, day: int) -> list[Evidence]:
    """Return what would be found if three maps running had to have a place."""
    earlier = [(each - FIRST).days for each in maps if (each - FIRST).days < day]
    last = {(each.code, each.region, each.side) for each in now(maps, max(earlier, default=0))}
    return [each for each in now(maps, day) if (each.code, each.region, each.side) in last]


RULES: dict[str, Rule] = {"now": now, "before": before, "three maps": three_maps}


def told(rule: Rule, maps: dict[int, list[Mark]]) -> list[Evidence]:
    """Return what a therapist is told of a client, each thing once."""
    by_date = {FIRST + timedelta(days=day): spots for day, spots in maps.items()}
    known: list[Evidence] = []
    for day in maps:
        known += [each for each in rule(by_date, day) if is_new(each, known)]
    return known


def false_places(habit: Habit, world: str, clients: int, seed: int) -> list[Row]:
    """Return how many findings there are of clients whose places stay what they are."""
    of, goal = "false new places and tingling, per 100 client-months", "at most 10"
    if habit.known_tingling:
        of, goal = "tingling told that was always there, per 100 client-months", "none"
    found = dict.fromkeys(RULES, 0)
    for maps in _lives(habit, clients, seed):
        for name, rule in RULES.items():
            found[name] += len(told(rule, maps))
    return [
        Row(name, of, world, *rate(count, clients * DAYS), clients, goal)
        for name, count in found.items()
    ]


def lasting_places(habit: Habit, world: str, clients: int, seed: int) -> list[Row]:
    """Return of how many clients a new place is told that lasts from a day on."""
    of = f"a new place told that stands on {habit.new:.0%} of maps (%)"
    lives = _lives(habit, clients, seed)
    hits = {name: sum(_is_told(rule, maps) for maps in lives) for name, rule in RULES.items()}
    return [
        Row(name, of, world, *share(count, clients), clients, "at least 90 %")
        for name, count in hits.items()
    ]


def _lives(habit: Habit, clients: int, seed: int) -> list[dict[int, list[Mark]]]:
    rng = np.random.default_rng(seed)
    return [maps_of(habit, rng) for _ in range(clients)]


def _is_told(rule: Rule, maps: dict[int, list[Mark]]) -> bool:
    return any(each.region == NEW.region for each in told(rule, maps))


def headlines(
    world: World, levels: Levels, of: str, goal: str, clients: int, seed: int
) -> list[Row]:
    """Return of how many clients a brief says, seven weeks on, that pain has clearly changed."""
    ratings = rated(levels, clients, world, np.random.default_rng(seed))
    as_of = FIRST + timedelta(days=50)
    found = [progress(pain, HELD, as_of).change for pain in answers(ratings)]
    known = [each for each in found if each.absolute is not None]
    told_of = {
        "now": sum(bool(each.is_noticeable and each.is_beyond_swing) for each in known),
        "before": sum(bool(each.is_noticeable) for each in known),
    }
    return [
        Row(rule, of, str(world), *share(hits, len(known)), len(known), goal)
        for rule, hits in told_of.items()
    ]


def intervals(world: World, clients: int, seed: int) -> list[Row]:
    """Return how often the interval of a change holds the true change, of 1 point less."""
    levels = stepping(5, 60, 20, -1)
    ratings = rated(levels, clients, world, np.random.default_rng(seed))
    as_of = FIRST + timedelta(days=50)
    found = [progress(pain, HELD, as_of).change.interval for pain in answers(ratings)]
    known = [each for each in found if each is not None]
    hits = sum(low <= -1 <= high for low, high in known)
    of = "the interval of a change holds the true one (%)"
    return [Row("now", of, str(world), *share(hits, len(known)), len(known), "about 95 %")]


Cell = Callable[[int], list[Row]]


def cells(quick: bool) -> list[Cell]:
    """Return the parts of this calibration, each to be called with a seed."""
    return [*_of_places(60 if quick else 600), *_of_headlines(200 if quick else 2_000)]


def _of_places(clients: int) -> list[Cell]:
    usual = str(USUAL)
    habits = [Habit(drawn, often) for often in (0.05, 0.1, 0.2) for drawn in (0.85, 0.5)]
    habits.append(Habit(0.85, 0.1, spell=2))
    found: list[Cell] = [
        partial(false_places, Habit(0.85, 0.1), usual, clients),
        partial(false_places, Habit(0.85, known_tingling=True), usual, clients),
        *(partial(false_places, each, str(each), clients) for each in habits),
    ]
    found += [
        partial(lasting_places, Habit(0.85, new=often), usual, clients) for often in (0.9, 0.8)
    ]
    return [*found, partial(lasting_places, Habit(0.5, new=0.8), str(Habit(0.5)), clients)]


def _of_headlines(clients: int) -> list[Cell]:
    found: list[Cell] = []
    for level in (3, 5):
        stable = f"a meaningful change of stable clients at {level} (%)"
        found.append(partial(headlines, USUAL, steady(level, 60), stable, "at most 8 %", clients))
    for world in OTHERS:
        of = "a meaningful change of stable clients at 5 (%)"
        found += [partial(headlines, world, steady(5, 60), of, "", clients)]
        found += [partial(intervals, world, clients)]
    for by in (-2, -3):
        of = f"a meaningful change, true {by} at 6 (%)"
        found.append(partial(headlines, USUAL, stepping(6, 60, 20, by), of, "", clients))
    return [*found, partial(intervals, USUAL, clients)]
