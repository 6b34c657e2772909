"""Ratings of simulated clients: a true level day by day, what sways about it, and missing days."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from api.rules.insights.means import Answers
from tests.calibration.worlds import World

Levels = NDArray[np.float64]
"""The true level on each day; (days,) for all clients alike, or (clients, days)."""
Ratings = NDArray[np.int8]
"""Whole ratings 0 to 10 by client and day, MISSING where nothing was logged."""
MISSING = -1
FIRST = date(2026, 3, 2)
SESSIONS = (7, 17, 28, 39)
"""The days of four sessions, counted from the first check-in; the baseline is the week before."""


def steady(level: float, days: int) -> Levels:
    """Return a level that stays."""
    return np.full(days, level)


def stepping(level: float, days: int, at: int, by: float) -> Levels:
    """Return a level that is higher by `by` from a day on, lower if that is negative."""
    return steady(level, days) + np.where(np.arange(days) >= at, by, 0.0)


def creeping(level: float, days: int, at: int, per_week: float) -> Levels:
    """Return a level that changes by so much a week from a day on."""
    return steady(level, days) + per_week / 7 * np.clip(np.arange(days) - at + 1, 0, None)


def flaring(level: float, days: int, at: int, over: int, by: float) -> Levels:
    """Return a level that is higher by `by` on so many days."""
    day = np.arange(days)
    return steady(level, days) + np.where((day >= at) & (day < at + over), by, 0.0)


def sway(clients: int, days: int, world: World, rng: np.random.Generator) -> Levels:
    """Return what lies about the level: stationary, with the world's SD and autocorrelation."""
    found = rng.normal(0.0, world.sd, (clients, days))
    for day in range(1, days):
        found[:, day] = (
            world.ar * found[:, day - 1] + np.sqrt(1 - world.ar * world.ar) * found[:, day]
        )
    return found


def rated(levels: Levels, clients: int, world: World, rng: np.random.Generator) -> Ratings:
    """Return what so many clients log of these levels in a world."""
    swaying = sway(clients, levels.shape[-1], world, rng)
    ratings = np.clip(np.rint(levels + swaying), 0, 10).astype(np.int8)
    # A bad day is one above the client's own level: half of all days, skipped twice as gladly.
    weight = np.where(swaying > 0, 4 / 3, 2 / 3) if world.skips_bad else 1.0
    ratings[rng.random(swaying.shape) < world.missing * weight] = MISSING
    return ratings


def answers(ratings: Ratings) -> Iterator[Answers]:
    """Yield each client's ratings by date, as the rules take them; the first day is FIRST."""
    dates = [FIRST + timedelta(days=day) for day in range(ratings.shape[1])]
    for row in ratings.tolist():
        yield {on: value for on, value in zip(dates, row, strict=True) if value != MISSING}
