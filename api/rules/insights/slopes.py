"""The direction of a series: the exact Theil-Sen slope with its interval.

The values are those of `theilslopes` in SciPy 1.17, with the variance corrected for ties in either
variable (Sen 1968).
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
    """The slope in points per day, with its 95 % confidence interval."""

    slope: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope in points per week from `n` entries; `span_days` includes first and last day.

    Ratings of neighbouring days are correlated, so it is called a direction and has no p-value.
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
    return Slope(WEEK * line.slope, WEEK * line.low, WEEK * line.high, direction(line), n, span)


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


def direction(line: Line) -> Direction:
    """Return whether a line rises or falls; level unless its interval excludes zero."""
    if line.high < 0:
        return "falling"
    return "rising" if line.low > 0 else "no_clear_direction"


def theil_sen(points: Points) -> Line:
    """Return the median slope over all pairs of days, with its interval."""
    pairs = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in combinations(sorted(points), 2)]
    # Multiples of one small unit as integers: as exact as fractions, and much faster to sort.
    unit = lcm(*{apart for apart, _ in pairs})
    slopes = sorted(rise * (unit // apart) for apart, rise in pairs)
    sigma = _sigma([x for x, _ in points], [y for _, y in points])
    z = NormalDist().inv_cdf(0.5 + DEFINITIONS.confidence / 2)
    low = max(round((len(slopes) - z * sigma) / 2) - 1, 0)
    high = min(round((len(slopes) + z * sigma) / 2), len(slopes) - 1)
    return Line(middle(slopes) / unit, Fraction(slopes[low], unit), Fraction(slopes[high], unit))


def _sigma(xs: Sequence[int], ys: Sequence[int]) -> float:
    """Return the standard deviation of Kendall's statistic, corrected for ties."""
    untied = _weight(len(ys)) - _ties(xs) - _ties(ys)
    return sqrt(untied / 18)


def _ties(values: Iterable[int]) -> int:
    return sum(_weight(times) for times in Counter(values).values() if times > 1)


def _weight(k: int) -> int:
    return k * (k - 1) * (2 * k + 5)
