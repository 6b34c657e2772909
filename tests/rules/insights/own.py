"""What a client may be told of: each state that can be made up, and what comes of real diaries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import product
from random import Random
from typing import get_args

from api.rules.appointments.courses import Standing
from api.rules.insights.associations import Association
from api.rules.insights.baselines import Baseline, Category, Change, Progress
from api.rules.insights.means import Completeness, Diary, Mean
from api.rules.insights.own_words import Own, own, sentences
from api.rules.insights.sessions import sore_days
from api.rules.insights.slopes import Direction
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.series import NOWHERE, day

AS_OF = day(60)
NEW = own({}, NOWHERE, AS_OF, AS_OF, is_seen=True)
CATEGORIES: tuple[Category | None, ...] = (None, *get_args(Category))
DIRECTIONS: tuple[Direction | None, ...] = (None, *get_args(Direction))
WAYS = ("falling", "rising", None)
LONG_AGO, LATELY = day(10), day(40)
LIVES = 400


def seen(
    category: Category | None = None,
    direction: Direction | None = None,
    began_on: date = LONG_AGO,
    current_days: int = 7,
    **more: object,
) -> Own:
    """Return what is known of somebody's pain, and nothing else."""
    pain = replace(
        NEW.found.pain,
        progress=Progress(
            baseline=Baseline(Mean(None, 0, 0), "first_days", began_on),
            current=Mean(None, current_days, current_days),
            change=Change(None, None, category),
        ),
        slope=replace(NEW.found.pain.slope, direction=direction),
    )
    return replace(NEW, found=replace(NEW.found, pain=pain), **({"expected": {}} | more))


def codes(of: Own) -> list[str]:
    return [each.code for each in sentences(of)]


def every_state_of_pain() -> Iterator[Own]:
    # The days of now are fewer than seven while the baseline is of lately.
    times = ((LONG_AGO, 7), (LATELY, 7), (LATELY, 4))
    for category, direction, (began_on, days), is_sore, is_seen in product(
        CATEGORIES, DIRECTIONS, times, (True, False), (True, False)
    ):
        yield seen(category, direction, began_on, days, is_soreness=is_sore, is_seen=is_seen)


def every_state() -> Iterator[Own]:
    """Yield all states of pain with all of the other figures, thin and rich, and all real ones."""
    claims = [
        tuple(
            Association(a.kind, 16, rho, rho, rho, rho is not None) for a in NEW.found.associations
        )
        for rho in (None, -0.6, 0.6)
    ]
    whole = (
        Completeness(0, 6, 6),
        Completeness(3, 28, 9),
        *(Completeness(n, 28, 1) for n in (20, 28)),
    )
    for base, way, claim, logged, best_on, ahead in product(
        every_state_of_pain(), WAYS, claims, whole, (None, day(50)), ({}, NEW.expected)
    ):
        found = replace(base.found, associations=claim, completeness=logged)
        yield replace(base, found=found, sleep=way, stress=way, best_on=best_on, expected=ahead)
    yield from (life.known for life in lives())


@dataclass(frozen=True, slots=True)
class Life:
    """A client with what she told, the sessions she had, and what she can be told of it."""

    diary: Diary
    where: Standing
    as_of: date
    known: Own


@cache
def lives() -> tuple[Life, ...]:
    """Return lives of all lengths, with gaps, ties, questions left out and weekly sessions."""
    return tuple(_life(Random(seed)) for seed in range(LIVES))


def _life(chance: Random) -> Life:
    length = chance.choice((8, 10, 11, 12, 13, 14, 20, 30, 60))
    often, spread = chance.choice((0.6, 0.95, 1)), chance.choice((0, 1, 3))
    start, turn = chance.randint(0, 9), chance.choice((-0.2, 0, 0, 0.1, 0.3))
    last, sore = max(length - 1 - chance.randint(0, 9), 0), chance.choice((0, 4))
    held = tuple(day(n) for n in reversed(range(last, -1, -chance.choice((7, 14, 30)))))
    rest = [chance.random() < 0.7 for _ in range(2)]
    diary = {}
    for n in range(length):
        if chance.random() < often:
            pain = round(start + turn * n) + chance.randint(-spread, spread)
            pain += sore * (day(n) in sore_days(held))
            sleep, stress = (chance.randint(0, 10) if has else None for has in rest)
            diary[day(n)] = DailyCheckIn(
                day(n), min(max(pain, 0), 10), None, sleep, None, stress, None
            )
    where, as_of = Standing(day(0), held), day(length - 1)
    return Life(
        diary, where, as_of, own(diary, where, as_of, day(0), is_seen=chance.random() < 0.5)
    )
