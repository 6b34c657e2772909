"""Alarms of pain: how often they are false, and how often what they are for is missed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import partial
from itertools import compress

import numpy as np

from api.rules.insights.alerts import evidence_of_pain
from tests.calibration.before import evidence_before
from tests.calibration.lives import (
    FIRST,
    MISSING,
    SESSIONS,
    Levels,
    Ratings,
    answers,
    creeping,
    flaring,
    rated,
    steady,
    stepping,
)
from tests.calibration.looking import Rule, Told, told
from tests.calibration.other_rules import (
    held_two_days,
    severe_alone,
    week_alone,
    with_constants,
)
from tests.calibration.rows import Cell, Row, quantile, rate, share
from tests.calibration.worlds import USUAL, WORLDS, World

CHIEF = (
    "false worsenings, per 100 client-months",
    "+2 points not told in 3 weeks (%)",
    "+3 points not told in 3 weeks (%)",
    "+0.5 a week told within six weeks (%)",
    "false flares, per 100 client-months",
    "+3 points for 3 days told (%)",
)
"""What is told of other worlds."""
TITLE = "Alarms of pain"
DAYS = 56
LEARNED = 7
"""Days of the baseline, of which nothing can be told yet."""
AT, FLARES_AT, CREEPS_AT = 28, 22, 7
"""On which day pain steps up, flares (no session is near), begins to creep."""
STEPS_AT, STEPS_DAYS = (10, 18, 42), 70
"""Other days of a step: in the second week, after a session, in the seventh week."""
NEVER = 99
LEVELS, LOW, CALM = range(2, 9), range(2, 7), range(2, 6)
"""True levels of pain: any; those from which it can rise by 3; those at which none is severe."""
FLARES = {2: 31, 3: 56, 5: 69}
"""Days of a flare, and how many percent of them are to be told."""

RULES: Mapping[str, Rule] = {
    "now": evidence_of_pain,
    "before": evidence_before,
    "a week, held 2 days": held_two_days,
    "a week, 2.33 errors": week_alone,
    "looser, 1.7 errors": with_constants(worsening_errors=Fraction(17, 10)),
    "stricter, 2.5 errors": with_constants(worsening_errors=Fraction(5, 2)),
}
OF_FLARES = ("now", "before")
SEVERE_RULES: Mapping[str, Rule] = {
    "now": severe_alone,
    "looser, 2 of 4 days": with_constants(severe_alone, severe_days=2),
    "hard to bear on 4 days": with_constants(severe_alone, severe_hard_days=4),
    "stricter, without 9 on 2 days": with_constants(severe_alone, extreme_pain=11),
    "stricter, 3 entries or more": with_constants(severe_alone, severe_calendar_days=1),
}
Lives = list[list[Told]]


def cells(quick: bool) -> list[Cell]:
    """Return the longest first: a cell for each definition, then one for each other world."""
    many, few = (10, 1) if quick else (80, 6)
    return [
        *(partial(stable, USUAL, many, name) for name in RULES),
        *(partial(recovering, many, name) for name in OF_FLARES),
        *(partial(rising, USUAL, many, name) for name in RULES),
        # What was before takes four times as long, and is not near any goal.
        *(partial(stepping_on, many // each, name) for name, each in (("now", 1), ("before", 5))),
        *(partial(flares, USUAL, many, name) for name in OF_FLARES),
        *(partial(severe, many, name) for name in SEVERE_RULES),
        *(partial(elsewhere, world, few) for world in WORLDS if world != USUAL),
    ]


def stable(world: World, clients: int, name: str, seed: int) -> list[Row]:
    """Return how often clients whose pain stays are alarmed of."""
    rng = np.random.default_rng(seed)
    lives = _lives(RULES[name], [steady(level, DAYS) for level in LEVELS], clients, world, rng)
    rows = [_rate(name, "false worsenings", world, lives, "worsening", "at most 15")]
    if name in OF_FLARES:
        rows.append(_rate(name, "false flares", world, lives, "flare", "at most 5.3"))
    return rows


def recovering(clients: int, name: str, seed: int) -> list[Row]:
    """Return how often clients who get better by half a point a week are alarmed of."""
    down = [creeping(level, DAYS, CREEPS_AT, -0.5) for level in LEVELS]
    lives = _lives(RULES[name], down, clients, USUAL, np.random.default_rng(seed))
    return [_rate(name, "false worsenings of who recovers", USUAL, lives, "worsening")]


def rising(world: World, clients: int, name: str, seed: int) -> list[Row]:
    """Return how often a worsening is missed, and how often one that creeps is told in time."""
    rng = np.random.default_rng(seed)
    rows = []
    for by, goal in ((2, "at most 17"), (3, "at most 8")):
        up = [stepping(level, DAYS, AT, by) for level in LOW]
        lives = _lives(RULES[name], up, clients, world, rng)
        for weeks, reached in ((2, ""), (3, goal)):
            missed = sum(not _is_told(each, "worsening", AT, AT + 7 * weeks) for each in lives)
            of = f"+{by} points not told in {weeks} weeks (%)"
            rows.append(Row(name, of, str(world), *share(missed, len(lives)), len(lives), reached))
    up = [creeping(level, DAYS, CREEPS_AT, 0.5) for level in LOW]
    lives = _lives(RULES[name], up, clients, world, rng)
    in_time = sum(_is_told(each, "worsening", CREEPS_AT, 50) for each in lives)
    of = "+0.5 a week told within six weeks (%)"
    rows.append(Row(name, of, str(world), *share(in_time, len(lives)), len(lives), "at least 93"))
    return rows


def stepping_on(clients: int, name: str, seed: int) -> list[Row]:
    """Return how soon and how often a step of some days of care is told."""
    rng = np.random.default_rng(seed)
    rows = []
    for by in (2, 3):
        for at in STEPS_AT:
            up = [stepping(level, STEPS_DAYS, at, by) for level in LOW]
            lives = _lives(RULES[name], up, clients, USUAL, rng)
            after = np.array([_days_until(each, at) for each in lives])
            n, step = len(lives), f"+{by} points on day {at}"
            late = int(np.sum(after > 21))
            of = f"{step}, not told in 3 weeks (%)"
            rows.append(Row(name, of, str(USUAL), *share(late, n), n))
            for what, part in (("half", 0.5), ("nine of ten", 0.9)):
                of = f"{step}, days until {what} are told of"
                rows.append(Row(name, of, str(USUAL), *quantile(after, part), n))
    return rows


def _days_until(life: Sequence[Told], at: int) -> int:
    """Return the day on which a worsening is told, 1 for the first of the step."""
    days = (each.day - at + 1 for each in life if each.kind == "worsening" and each.day >= at)
    return next(days, NEVER)


def flares(
    world: World, clients: int, name: str, seed: int, of_days: Collection[int] = FLARES
) -> list[Row]:
    """Return how often a flare of 3 points is told, until two days after its end."""
    rng = np.random.default_rng(seed)
    rows = []
    for over in of_days:
        up = [flaring(level, DAYS, FLARES_AT, over, 3) for level in LOW]
        lives = _lives(RULES[name], up, clients, world, rng)
        found = sum(_is_told(each, "flare", FLARES_AT, FLARES_AT + over + 2) for each in lives)
        of, wanted = f"+3 points for {over} days told (%)", f"at least {FLARES[over]}"
        rows.append(Row(name, of, str(world), *share(found, len(lives)), len(lives), wanted))
    return rows


def severe(clients: int, name: str, seed: int) -> list[Row]:
    """Return how soon severe pain is told, and how often of those who have none.

    It may be told from the first days on, so that all days of those who have none count.
    """
    rng = np.random.default_rng(seed)
    rule = SEVERE_RULES[name]
    rows = []
    for level in CALM:
        # At 5 it is most likely, and has to be known best.
        many = 160 * clients if level == CALM[-1] else 5 * clients
        lives = live(rule, rated(steady(level, DAYS), many, USUAL, rng), rng, (), nightly=False)
        what = f"severe at a true level of {level}"
        rows.append(_rate(name, what, USUAL, lives, "severe", "at most 1", learned=0))
    for level, least in ((8, 0), (9, 0), (10, 0), (8, 8), (9, 8)):
        ratings = rated(steady(level, 14), 20 * clients, USUAL, rng)
        ratings[(ratings < least) & (ratings != MISSING)] = least
        who = f"at a true level of {level}" + (f", rated {least} or more each time" * bool(least))
        rows += _soon(name, who, rule, ratings, rng, "at least 95" if least else "")
    return rows


def elsewhere(world: World, clients: int, seed: int) -> list[Row]:
    """Return the chief figures of today's rules in another world."""
    found = [
        *stable(world, clients, "now", seed),
        *rising(world, clients, "now", seed),
        *flares(world, clients, "now", seed, [3]),
    ]
    return [row for row in found if row.of in CHIEF]


def _soon(
    name: str, who: str, rule: Rule, ratings: Ratings, rng: np.random.Generator, goal: str
) -> list[Row]:
    """Return who is told of by the fourth day with an entry, and within four days."""
    lives = live(rule, ratings, rng, (), nightly=False)
    logged = np.cumsum(ratings != MISSING, axis=1)
    days = [next((each.day for each in life if each.kind == "severe"), None) for life in lives]
    of_entries = sum(
        day is not None and count[day] <= 4 for day, count in zip(days, logged, strict=True)
    )
    of_days = sum(day is not None and day < 4 for day in days)
    n, world = len(lives), str(USUAL)
    by_entry, by_day = f"severe by the 4th entry, {who} (%)", f"severe within 4 days, {who} (%)"
    return [
        Row(name, by_entry, world, *share(of_entries, n), n),
        Row(name, by_day, world, *share(of_days, n), n, goal),
    ]


def _rate(
    name: str,
    what: str,
    world: World,
    lives: Lives,
    kind: str,
    goal: str = "",
    learned: int = LEARNED,
) -> Row:
    count = sum(each.kind == kind for life in lives for each in life)
    of = f"{what}, per 100 client-months"
    found = rate(count, len(lives) * (DAYS - learned))
    return Row(name, of, str(world), *found, len(lives), goal)


def _is_told(life: Sequence[Told], kind: str, since: int, until: int) -> bool:
    return any(each.kind == kind and since <= each.day < until for each in life)


def _lives(
    rule: Rule, levels: Sequence[Levels], clients: int, world: World, rng: np.random.Generator
) -> Lives:
    """Return what is told of so many clients at each of the levels."""
    ratings = np.concatenate([rated(each, clients, world, rng) for each in levels])
    # A night without news tells nothing new, since rules look at days with an entry; before it did.
    return live(rule, ratings, rng, nightly=rule is evidence_before)


def live(
    rule: Rule,
    ratings: Ratings,
    rng: np.random.Generator,
    sessions: Sequence[int] = SESSIONS,
    nightly: bool = True,
) -> Lives:
    """Return what is told of each client with these ratings."""
    # Hard to bear, or keeping her from something: for half at 6 or 7, for nine in ten at 8.
    is_hard = rng.random(ratings.shape) < 1 / (1 + np.exp((6.5 - ratings) / 0.7))
    dates = [FIRST + timedelta(days=day) for day in range(ratings.shape[1])]
    return [
        told(rule, pain, frozenset(compress(dates, hard)), len(dates), sessions, nightly)
        for pain, hard in zip(answers(ratings), is_hard.tolist(), strict=True)
    ]
