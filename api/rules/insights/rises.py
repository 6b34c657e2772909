"""Whether pain of some days is clearly above that of others, by exact whole numbers.

The standard error of the difference of two means is

    s * sqrt((1 + r) / (1 - r) * (1 / n + 1 / m))

for n and m entries of days that resemble their neighbours (autocorrelation r), where the variance
s^2 is that of the entries about their two means, drawn towards a usual one that weighs as much as
so many entries: (weight * usual^2 + squares) / (weight + n + m - 2).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers


class Sums(NamedTuple):
    """Of some entries: how many there are, their sum, and the sum of their squares."""

    n: int
    total: int
    squares: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.n)


NOTHING = Sums(0, 0, 0)


class Ratings:
    """Pain of the dates from first to last by the ordinals of its days; ranges are summed fast."""

    def __init__(self, pain: Answers, first_on: date, last_on: date) -> None:
        told = sorted(
            (on.toordinal(), value) for on, value in pain.items() if first_on <= on <= last_on
        )
        self.values = dict(told)
        self.logged_on = list(self.values)
        values = self.values.values()
        self._totals = list(accumulate(values, initial=0))
        self._squares = list(accumulate((value * value for value in values), initial=0))

    def between(self, first: int, last: int) -> Sums:
        """Return the sums of the days from first to last, as far as they are known."""
        i, j = bisect_left(self.logged_on, first), bisect_right(self.logged_on, last)
        if i >= j:
            return NOTHING
        totals, squares = self._totals, self._squares
        return Sums(j - i, totals[j] - totals[i], squares[j] - squares[i])


def sums(values: Sequence[int]) -> Sums:
    """Return the sums of entries."""
    return Sums(len(values), sum(values), sum(value * value for value in values))


def is_clear_rise(after: Sums, before: Sums, points: Fraction, errors: Fraction) -> bool:
    """Tell whether a mean is above another by so many points, and by so many standard errors.

    Both have entries. Everything is multiplied out, so that no root is taken and nothing rounded.
    """
    both = after.n * before.n
    rise = after.total * before.n - before.total * after.n
    if rise <= 0 or rise * points.denominator < points.numerator * both:
        return False
    within = _within(after) * before.n + _within(before) * after.n
    entries = after.n + before.n
    found, needed, weighed, scale = _factors(errors)
    squared = rise * rise * (DEFINITIONS.usual_sd_weight + entries - 2) * scale
    return squared * found >= needed * (weighed * both + scale * within) * entries


def _within(of: Sums) -> int:
    """Return the squares about the mean, times the number of entries."""
    return of.n * of.squares - of.total * of.total


@cache
def _factors(errors: Fraction) -> tuple[int, int, int, int]:
    """Return the parts of errors^2 (1 + r) / (1 - r) and of weight * usual^2, which are fixed."""
    alike = DEFINITIONS.usual_autocorrelation
    needed = errors * errors * (1 + alike) / (1 - alike)
    weighed = DEFINITIONS.usual_sd_weight * DEFINITIONS.usual_sd**2
    return needed.denominator, needed.numerator, weighed.numerator, weighed.denominator
