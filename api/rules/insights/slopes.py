"""The direction of a series: the Theil-Sen slope with its interval, exact.

As `theilslopes` of SciPy 1.17, whose variance is corrected for ties in either variable (Sen 1968).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from math import lcm, sqrt
from statistics import NormalDist
from typing import Literal

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Missing, days, middle

Direction = Literal["falling", "rising", "no_clear_direction"]
Points = Sequence[tuple[int, int]]
"""Day number and value, at most one a day."""
WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """Points a day, with the interval that holds the true slope with 95 % confidence."""

    slope: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Slope:
    """Points a week over `n` entries; `span_days` counts the first and the last day.

    Ratings of neighbouring days resemble each other, so it is called a direction, and there is no
    probability.
    """

    per_week: Fraction | None
    low: Fraction | None
    high: Fraction | None
    direction: Direction | None
    n: int
    span_days: int
    reason: Missing | None = None


def slope(values: Answers, as_of: date) -> Slope:
    """Return the direction of the last 28 days, or why there is none."""
    points = _points(values, as_of)
    n, span = len(points), _span_days(points)
    if not _are_enough(points):
        return Slope(None, None, None, None, n, span, "insufficient_data")
    line = theil_sen(points)
    return Slope(WEEK * line.slope, WEEK * line.low, WEEK * line.high, direction(line), n, span)


def has_slope(values: Answers, as_of: date) -> bool:
    """Tell whether there is data enough for a direction."""
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
    """Return the first of the days that a direction is that of."""
    return as_of - timedelta(days=DEFINITIONS.slope_days - 1)


def direction(line: Line) -> Direction:
    """Return which way a line goes; it has to be clear that it is not level."""
    if line.high < 0:
        return "falling"
    return "rising" if line.low > 0 else "no_clear_direction"


def theil_sen(points: Points) -> Line:
    """Return the median of the slopes between all pairs of days, with its interval."""
    pairs = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in combinations(sorted(points), 2)]
    # Whole numbers of one small unit: as exact as fractions, and much quicker to sort.
    unit = lcm(*{apart for apart, _ in pairs})
    slopes = sorted(rise * (unit // apart) for apart, rise in pairs)
    sigma = _sigma([x for x, _ in points], [y for _, y in points])
    z = NormalDist().inv_cdf(0.5 + DEFINITIONS.confidence / 2)
    low = max(round((len(slopes) - z * sigma) / 2) - 1, 0)
    high = min(round((len(slopes) + z * sigma) / 2), len(slopes) - 1)
    return Line(middle(slopes) / unit, Fraction(slopes[low], unit), Fraction(slopes[high], unit))


def _sigma(xs: Sequence[int], ys: Sequence[int]) -> float:
    """Return the standard deviation of Kendall's statistic, less for values that are tied."""
    untied = _weight(len(ys)) - _ties(xs) - _ties(ys)
    return sqrt(untied / 18)


def _ties(values: Iterable[int]) -> int:
    return sum(_weight(times) for times in Counter(values).values() if times > 1)


def _weight(k: int) -> int:
    return k * (k - 1) * (2 * k + 5)
