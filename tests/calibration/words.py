"""How often the words of figures are wrong: direction, association, and response to two sessions.

Each cell is of one world: shares of clients of whom a word is said, by the rules of now and by
those of definition 2, which looked at a response every day and took each day for one of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial

import numpy as np

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import _of_response
from api.rules.insights.associations import (
    Kind,
    Pair,
    _rest,
    association,
    interval,
    pairs_of,
    spearman,
)
from api.rules.insights.baselines import progress
from api.rules.insights.means import Answers
from api.rules.insights.slopes import _points, direction, slope
from tests.calibration.before import was_without_response
from tests.calibration.lives import (
    FIRST,
    MISSING,
    SESSIONS,
    Levels,
    answers,
    creeping,
    rated,
    steady,
    stepping,
    sway,
)
from tests.calibration.rows import Row, share
from tests.calibration.worlds import ARS, SDS, USUAL, World
from tests.calibration.worlds import MISSING as SHARES_MISSING

TITLE = "Words of figures"
RULES = ("now", "before", "stricter")
"""By the rules of now, by those of definition 2, and by others that were possible."""
STRICTER = 1.3
"""What a direction would be inflated by to be wrong no more often than its goal says."""
WEEKS = 28
LEVELS = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
FALLING_FROM = (4.0, 5.0, 6.0, 7.0, 8.0)
LONG, TRUE_DAYS = 56, 40
"""Days over which two series are looked at: of unrelated ones, and of ones that go together."""
CARE = 47
"""Days of a client's care, the week before her first session included."""
Said = tuple[bool, ...]
"""Whether a word is said, by each of the first of the rules."""


def cells(quick: bool) -> list[Callable[[int], list[Row]]]:
    """Return what is measured, each as a function of a seed: the usual world, then the others."""
    clients = 350 if quick else 1750
    likely = World(ar=0.7)
    usual = [
        # The cheapest to measure, and the nearest to its goals.
        partial(directions, USUAL, clients if quick else 5 * clients),
        partial(responses, USUAL, clients),
        partial(unrelated, likely, clients, str(USUAL)),
        partial(together, USUAL, clients),
    ]
    if quick:
        return usual
    sds = [World(sd=sd) for sd in SDS]
    ars = [World(ar=ar) for ar in ARS]
    shares = [World(missing=part) for part in SHARES_MISSING]
    skips = World(skips_bad=True)
    others = [world for world in (*sds, *ars, *shares, skips) if world != USUAL]
    return usual + [partial(of_a_world, world, clients // 3) for world in others]


def of_a_world(world: World, clients: int, seed: int) -> list[Row]:
    """Return the shares that are told of every world, by the rules of now alone."""
    found = (
        directions(world, clients, seed)[:6],
        responses(world, clients, seed)[:4],
        unrelated(world, clients, str(world), seed)[:2],
        together(world, clients, seed)[:2],
    )
    return [row for rows in found for row in rows if row.rule == "now"]


def directions(world: World, clients: int, seed: int) -> list[Row]:
    """Return how often a direction is told of who goes nowhere, and of who falls."""
    rng = np.random.default_rng(seed)
    still = _lives(LEVELS, partial(steady, days=WEEKS), clients, world, rng)
    rows = _rows(world, "a direction, stable", "at most 6 %", map(_directed, still))
    for lost, per_week, goal in ((1.9, -0.5, "at least 40 %"), (2.9, -0.75, ""), (3.9, -1.0, "")):
        down = partial(creeping, days=WEEKS, at=1, per_week=per_week)
        lives = _lives(FALLING_FROM, down, clients, world, rng)
        what = f"falling, {lost} points lost in four weeks"
        rows += _rows(world, what, goal, map(_directed, lives))
    return rows


def _directed(pain: Answers) -> Said:
    as_of = FIRST + timedelta(days=WEEKS - 1)
    found = slope(pain, as_of)
    if found.low is None or found.high is None:
        return False, False, False
    now, before = found.direction != "no_clear_direction", found.low > 0 or found.high < 0
    return now, before, now and direction(_points(pain, as_of), STRICTER) != "no_clear_direction"


def responses(world: World, clients: int, seed: int) -> list[Row]:
    """Return how often "not responding" is told, looked for daily, and what the look finds."""
    rng = np.random.default_rng(seed)
    rows = []
    for what, by, goal in (
        ("unchanged", 0.0, "at least 65 %"),
        ("fell 2 points", -2.0, "at most 8 %"),
        ("fell 1 point", -1.0, ""),
    ):
        moved = partial(stepping, days=CARE, at=SESSIONS[0], by=by)
        lives = _lives(FALLING_FROM, moved, clients, world, rng)
        rows += _rows(world, f"not responding, {what}", goal, map(_unanswered, lives))
    return rows


def _unanswered(pain: Answers) -> Said:
    """Return whether "not responding" is ever told to whoever looks on each day of care."""
    now = before = False
    for day in range(SESSIONS[1] + 1, CARE):
        as_of = FIRST + timedelta(days=day)
        held = tuple(FIRST + timedelta(days=each) for each in SESSIONS if each <= day)
        where = Standing(FIRST, held)
        start = progress(pain, where, as_of).baseline
        now = now or any(_of_response(pain, where, start, as_of))
        before = before or was_without_response(pain, where, as_of)
    return now, before


def unrelated(world: World, clients: int, of: str, seed: int) -> list[Row]:
    """Return how often a claim is made of series that have nothing to do with each other."""
    rng = np.random.default_rng(seed)
    rows = []
    for kind in ("sleep_pain", "stress_pain"):
        pairs = _both(sway(clients, LONG, world, rng), sway(clients, LONG, world, rng), world, rng)
        what = f"{_named(kind)} claimed, unrelated{_alike(of, world)}"
        rows += _rows(of, what, "at most 5 %", (_claimed(kind, *each, LONG) for each in pairs))
    trend = np.linspace(2.0, -2.0, LONG)
    moved = [sway(clients, LONG, world, rng) + way * trend for way in (-1, 1)]
    what = f"sleep and pain claimed, recover together{_alike(of, world)}"
    pairs = _both(*moved, world, rng)
    return rows + _rows(
        of, what, "at most 5 %", (_claimed("sleep_pain", *each, LONG) for each in pairs)
    )


def together(world: World, clients: int, seed: int) -> list[Row]:
    """Return how often a claim is made of series that go together with rho -0.5 over 40 days."""
    rng = np.random.default_rng(seed)
    rows = []
    for kind, lag in (("sleep_pain", 0), ("stress_pain", 1)):
        one, other = (sway(clients, TRUE_DAYS, world, rng) for _ in range(2))
        pain = -0.5 * np.roll(one, lag, axis=1) + np.sqrt(0.75) * other
        pairs = _both(one, pain, world, rng)
        what = f"{_named(kind)} claimed, rho -0.5 over 40 days"
        told = (_claimed(kind, *each, TRUE_DAYS) for each in pairs)
        rows += _rows(world, what, "before less 10 points", told)
    return rows


def _alike(of: str, world: World) -> str:
    """Return what is to be said of a row that stands among those of another world."""
    return "" if of == str(world) else f", AR {world.ar}"


def _named(kind: str) -> str:
    return kind.replace("_", " and ")


def _both(
    one: Levels, other: Levels, world: World, rng: np.random.Generator
) -> Iterator[tuple[Answers, Answers]]:
    """Yield each client's two series about 5, which are missing on the same days."""
    gone = rng.random(one.shape) < world.missing
    logged = [np.clip(np.rint(5 + each), 0, 10).astype(np.int8) for each in (one, other)]
    for each in logged:
        each[gone] = MISSING
    return zip(*map(answers, logged), strict=True)


def _claimed(kind: Kind, values: Answers, pain: Answers, days: int) -> Said:
    as_of = FIRST + timedelta(days=days - 1)
    found = association(kind, values, pain, as_of)
    return found.claim, found.rho is not None and _was_claimed(pairs_of(kind, values, pain, as_of))


def _was_claimed(pairs: Sequence[Pair]) -> bool:
    """Tell whether definition 2 made a claim: with an interval as of as many days apart."""
    rest = [
        _rest([(p.on, value) for p, value in zip(pairs, values, strict=True)])
        for values in ([p.x for p in pairs], [p.y for p in pairs])
    ]
    rhos = spearman([p.x for p in pairs], [p.y for p in pairs]), spearman(*rest)
    return all(low > 0 or high < 0 for low, high in (interval(rho, len(pairs)) for rho in rhos))


def _lives(
    levels: Sequence[float],
    shape: Callable[[float], Levels],
    clients: int,
    world: World,
    rng: np.random.Generator,
) -> Iterator[Answers]:
    """Yield the lives of so many clients, as many about the shape that each true level has."""
    for level in levels:
        yield from answers(rated(shape(level), clients // len(levels), world, rng))


def _rows(world: World | str, what: str, goal: str, said: Iterable[Said]) -> list[Row]:
    """Return the share of clients of whom a word is said, by each rule."""
    found = np.array(list(said))
    return [
        Row(rule, f"{what} (%)", str(world), *share(int(hits), len(found)), len(found), goal)
        for rule, hits in zip(RULES, found.sum(axis=0), strict=False)
    ]
