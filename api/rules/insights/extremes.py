"""The best and the worst day of two weeks, and how often pain was high."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, days


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its pain, 0 to 10."""

    on: date
    pain: int


def best_and_worst(pain: Answers, as_of: date) -> tuple[Day, Day] | None:
    """Return the days of least and of most pain of the last fourteen, the latest on a tie."""
    logged = [Day(on, pain[on]) for on in days(_first_day(as_of), as_of) if on in pain]
    if len(logged) < DEFINITIONS.least_extremes:
        return None
    best = min(logged, key=lambda day: (day.pain, -day.on.toordinal()))
    worst = max(logged, key=lambda day: (day.pain, day.on.toordinal()))
    return best, worst


def only_best(pain: Answers, as_of: date) -> date | None:
    """Return the day of least pain of the last fourteen, None when it shares that with another."""
    found = best_and_worst(pain, as_of)
    if found is None:
        return None
    best, _ = found
    least = [on for on in days(_first_day(as_of), as_of) if pain.get(on) == best.pain]
    return best.on if len(least) == 1 else None


def high_pain_percent(pain_worst: Answers, over: Sequence[date]) -> Fraction | None:
    """Return on how many of the logged days in 100 the worst pain was high."""
    logged = [pain_worst[on] for on in over if on in pain_worst]
    if len(logged) < DEFINITIONS.least_extremes:
        return None
    high = sum(value >= DEFINITIONS.high_pain for value in logged)
    return Fraction(100 * high, len(logged))


def _first_day(as_of: date) -> date:
    return as_of - timedelta(days=DEFINITIONS.extremes_days - 1)
