"""Which way a series goes: how steeply, with an interval, and whether it goes anywhere at all.

The size is the exact Theil-Sen slope; its values are those of `theilslopes` in SciPy 1.17, with the
variance corrected for ties in either variable (Sen 1968). The word is that of the Mann-Kendall
test: ties hold an end of the interval at exactly 0, and most true directions would go untold.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Literal

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Missing, days

Direction = Literal["falling", "rising", "no_clear_direction"]
Points = Sequence[tuple[int, int]]
"""Day number and value, at most one a day."""
WEEK = 7
_Z = NormalDist().inv_cdf(0.5 + DEFINITIONS.confidence / 2)


@dataclass(frozen=True, slots=True)
class Line:
    """The slope in points per day, with its 95 % confidence interval."""

    slope: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope in points per week from `n` entries; `span_days` includes first and last day.

    `direction` is judged by itself: it may be known while the interval still touches 0, and may be
    open while it does not. Ratings of neighbouring days are correlated, so there is no p-value.
    """

    per_week: Fraction | None
    low: Fraction | None
    high: Fraction | None
    direction: Direction | None
    n: int
    span_days: int
    reason: Missing | None = None


def slope(values: Answers, as_of: date) -> Slope:
    """Return the slope over the last 28 days, or the reason why there is none."""
    points = _points(values, as_of)
    n, span = len(points), _span_days(points)
    if not _are_enough(points):
        return Slope(None, None, None, None, n, span, "insufficient_data")
    line = theil_sen(points)
    return Slope(WEEK * line.slope, WEEK * line.low, WEEK * line.high, direction(points), n, span)


def has_slope(values: Answers, as_of: date) -> bool:
    """Tell whether there is enough data for a slope."""
    return _are_enough(_points(values, as_of))


def _points(values: Answers, as_of: date) -> Points:
    over = days(first_day(as_of), as_of)
    return [(on.toordinal(), values[on]) for on in over if on in values]


def _span_days(points: Points) -> int:
    return points[-1][0] - points[0][0] + 1 if points else 0


def _are_enough(points: Points) -> bool:
    constants = DEFINITIONS
    return (
        len(points) >= constants.least_slope_entries
        and _span_days(points) >= constants.least_slope_span_days
    )


def first_day(as_of: date) -> date:
    """Return the first of the 28 days that a slope covers."""
    return as_of - timedelta(days=DEFINITIONS.slope_days - 1)


def direction(
    points: Points, inflation: float | Fraction = DEFINITIONS.direction_inflation
) -> Direction:
    """Return whether a series rises or falls, by Mann and Kendall's statistic.

    That is how many more pairs of days rise than fall. It has to be farther from 0 than chance
    takes it, with room (`inflation`) for days that are like those before them.
    """
    rising, falling = _ways(points)
    sigma = _sigma([x for x, _ in points], [y for _, y in points])
    if abs(rising - falling) <= _Z * inflation * sigma:
        return "no_clear_direction"
    return "rising" if rising > falling else "falling"


def theil_sen(points: Points) -> Line:
    """Return the median slope over all pairs of days, with its interval."""
    slopes, longest = _slopes(points)
    sigma = _sigma([x for x, _ in points], [y for _, y in points])
    low = max(round((len(slopes) - _Z * sigma) / 2) - 1, 0)
    high = min(round((len(slopes) + _Z * sigma) / 2), len(slopes) - 1)
    return Line(
        _median(slopes, longest), _exact(slopes[low], longest), _exact(slopes[high], longest)
    )


def steepness(points: Points) -> Fraction:
    """Return the slope of `theil_sen` without its interval."""
    return Fraction(0) if _is_level(points) else _median(*_slopes(points))


def _is_level(points: Points) -> bool:
    """Tell whether the median slope is 0: neither rise nor fall half of all pairs of days.

    Ratings are few different numbers, so that it often is; counting is faster than sorting.
    """
    return 2 * max(_ways(points)) < len(points) * (len(points) - 1) // 2


def _ways(points: Points) -> tuple[int, int]:
    """Return how many pairs of days rise, and how many fall."""
    rising = falling = 0
    before: list[int] = []
    for _, value in sorted(points):
        rising += bisect_left(before, value)
        at = bisect_right(before, value)
        falling += len(before) - at
        before.insert(at, value)
    return rising, falling


def _slopes(points: Points) -> tuple[list[float], int]:
    """Return the slopes of all pairs of days in order, and how many days the farthest are apart.

    Floats sort many times faster than fractions do. Equal slopes are equal floats, and `_exact`
    has each back as long as values times the square of the days stay below 2**52.
    """
    ordered = sorted(points)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(ordered, 2)]
    slopes.sort()
    return slopes, ordered[-1][0] - ordered[0][0]


def _median(slopes: Sequence[float], longest: int) -> Fraction:
    low, high = slopes[(len(slopes) - 1) // 2], slopes[len(slopes) // 2]
    return (_exact(low, longest) + _exact(high, longest)) / 2


# Ratings over four or eight weeks have a few hundred.
@lru_cache(maxsize=2048)
def _exact(slope: float, longest: int) -> Fraction:
    """Return the one slope of days at most so far apart that a float stands for."""
    return Fraction(slope).limit_denominator(longest)


def _sigma(xs: Sequence[int], ys: Sequence[int]) -> float:
    """Return the standard deviation of Kendall's statistic, corrected for ties."""
    untied = _weight(len(ys)) - _ties(xs) - _ties(ys)
    return sqrt(untied / 18)


def _ties(values: Iterable[int]) -> int:
    return sum(_weight(times) for times in Counter(values).values() if times > 1)


def _weight(k: int) -> int:
    return k * (k - 1) * (2 * k + 5)
