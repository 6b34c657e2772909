"""How sure the difference of two means of pain is, and whether one is clearly above the other.

The standard error of the difference is

    s * sqrt((1 + r) / (1 - r) * (1 / n + 1 / m))

for n and m entries of days that resemble their neighbours (autocorrelation r), where the variance
s^2 is that of the entries about their two means, drawn towards a usual one that weighs as much as
so many entries: (weight * usual^2 + squares) / (weight + n + m - 2). The squares of each are about
its own mean, so that a change from one to the other is no swing. Days next to each other are alike,
so that seven of them tell less than seven would by chance.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import sqrt
from statistics import NormalDist
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
_R = DEFINITIONS.usual_autocorrelation
_ALIKE = (1 + _R) / (1 - _R)
_USUAL_SQUARES = DEFINITIONS.usual_sd_weight * DEFINITIONS.usual_sd**2
SURE = NormalDist().inv_cdf((1 + DEFINITIONS.confidence) / 2)
"""How many standard errors an interval reaches to either side: 1.96 for 95 %."""


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


def sums_on(pain: Answers, over: Iterable[date]) -> Sums:
    """Return the sums of the given dates; those without an entry count in nothing."""
    return sums([pain[on] for on in over if on in pain])


def standard_error(after: Sums, before: Sums) -> float:
    """Return the standard error, in points, of the difference of two means; both have entries."""
    # Whole numbers as far as they go: nothing cancels out.
    squares = float(_USUAL_SQUARES) + _within(after) / after.n + _within(before) / before.n
    variance = squares / (DEFINITIONS.usual_sd_weight + after.n + before.n - 2)
    return sqrt(variance * float(_ALIKE) * (1 / after.n + 1 / before.n))


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
    needed, weighed = errors * errors * _ALIKE, _USUAL_SQUARES
    return needed.denominator, needed.numerator, weighed.numerator, weighed.denominator
