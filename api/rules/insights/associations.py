"""Whether two series go together: Spearman's rank correlation, and when it may be claimed.

The values are those of `spearmanr` in SciPy 1.17; the interval is that of Bonett and Wright (2000).
Days that are like the days before them tell less than days apart do: the interval is that of as
many pairs as they are worth (Bartlett 1935). Two series correlate even when they merely recover
together, so a claim must also hold for the residuals after each series' own Theil-Sen line is
subtracted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import atanh, inf, sqrt, tanh
from operator import mul
from typing import Literal, NamedTuple, get_args

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Missing, days
from api.rules.insights.slopes import steepness
from api.rules.instants import A_DAY

Kind = Literal["sleep_pain", "stress_pain"]
LAGS: dict[Kind, timedelta] = {"sleep_pain": 0 * A_DAY, "stress_pain": A_DAY}
"""How much later than the other the pain is that it is paired with."""


LEAST_WORTH = 4.0
"""Pairs below which there is no interval."""


class Pair(NamedTuple):
    """A value and the pain it is compared with; `on` is the date of the value."""

    on: date
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Association:
    """Spearman's rho of `n` pairs with its interval; only with a `claim` is it put into words.

    The interval is that of the pairs that they are worth. A claim excludes 0 from it, and from that
    of what is left without the trends.
    """

    kind: Kind
    n: int
    rho: float | None
    low: float | None
    high: float | None
    claim: bool
    reason: Missing | None = None


def association(kind: Kind, values: Answers, pain: Answers, as_of: date) -> Association:
    """Return the association of a series with pain over the last 56 days."""
    pairs = pairs_of(kind, values, pain, as_of)
    if len(pairs) < DEFINITIONS.least_pairs:
        return Association(kind, len(pairs), None, None, None, False, "insufficient_data")
    xs, ys = [pair.x for pair in pairs], [pair.y for pair in pairs]
    if min(len(set(xs)), len(set(ys))) < DEFINITIONS.least_distinct:
        return Association(kind, len(pairs), None, None, None, False, "too_uniform")
    rho = spearman(xs, ys)
    low, high = interval(rho, worth(pairs))
    claim = _excludes_zero(low, high) and _holds_of_the_rest(pairs)
    return Association(kind, len(pairs), rho, low, high, claim)


def claim_code(kind: Kind, rho: float) -> str:
    """Return the code of a claim: whether pain rises or falls as the other value rises."""
    return f"{kind}_{'more' if rho > 0 else 'less'}"


CLAIMS = tuple(claim_code(kind, rho) for kind in get_args(Kind) for rho in (-1, 1))
"""Every code of a claim."""


def spearman(xs: Sequence[int], ys: Sequence[int]) -> float:
    """Return the rank correlation, with the mean rank for ties; 0 when a series is constant."""
    one, other, n = _ranks(xs), _ranks(ys), len(xs)
    # What n ranks add up to is known. By n times the sums about the mean, all stays whole.
    square = (n * (n + 1)) ** 2
    product = n * (n * _product(one, other) - square)
    squares = n * (n * _product(one, one) - square) * n * (n * _product(other, other) - square)
    return product / sqrt(squares) if squares else 0.0


def interval(rho: float, n: float) -> tuple[float, float]:
    """Return the 95 % confidence interval of rho; needs 4 pairs or more."""
    middle = atanh(rho) if abs(rho) < 1 else inf * rho
    half = 1.96 * sqrt((1 + rho * rho / 2) / (n - 3))
    return tanh(middle - half), tanh(middle + half)


def worth(pairs: Sequence[Pair]) -> float:
    """Return how many pairs apart tell as much as these do: as many at most, 4 at least.

    With r1 and r2, how alike neighbouring days are in either series, and a share s of pairs that
    have the next date's behind them, it is n (1 - s r1 r2) / (1 + s r1 r2).
    """
    n = len(pairs)
    next_to = [k for k in range(n - 1) if pairs[k + 1].on == pairs[k].on + A_DAY]
    if not next_to:
        return n
    alike = _likeness([p.x for p in pairs], next_to) * _likeness([p.y for p in pairs], next_to)
    part = alike * len(next_to) / (n - 1)
    return max(n * (1 - part) / (1 + part), LEAST_WORTH)


def _likeness(values: Sequence[int], next_to: Sequence[int]) -> float:
    """Return the correlation of the ranks of neighbouring days, from 0 to 1.

    It is their mean product about the mean over their mean square. Below 0 is chance: nobody's days
    alternate.
    """
    ranks = _ranks(values)
    # Twice the mean rank.
    middle = len(ranks) + 1
    about = [rank - middle for rank in ranks]
    square = _product(about, about) / len(about)
    product = sum(about[k] * about[k + 1] for k in next_to) / len(next_to)
    return min(max(product / square, 0.0), 1.0) if square else 0.0


def pairs_of(kind: Kind, values: Answers, pain: Answers, as_of: date) -> list[Pair]:
    """Return the pairs whose two dates both lie within the last 56 days."""
    lag = LAGS[kind]
    first_on = as_of - timedelta(days=DEFINITIONS.association_days - 1)
    dates = zip(days(first_on, as_of - lag), days(first_on + lag, as_of), strict=True)
    return [
        Pair(on, values[on], pain[later]) for on, later in dates if on in values and later in pain
    ]


def _ranks(values: Sequence[int]) -> list[int]:
    """Return twice the rank of each value, so that the mean rank of ties is a whole number."""
    ranks, below = {}, 0
    for value, times in sorted(Counter(values).items()):
        ranks[value] = 2 * below + times + 1
        below += times
    return [ranks[value] for value in values]


def _product(ones: Sequence[int], others: Sequence[int]) -> int:
    return sum(map(mul, ones, others))


def _holds_of_the_rest(pairs: Sequence[Pair]) -> bool:
    """Tell whether the claim still holds after each series' own trend is subtracted."""
    xs, ys = _rest([(p.on, p.x) for p in pairs]), _rest([(p.on, p.y) for p in pairs])
    rest = [Pair(p.on, x, y) for p, x, y in zip(pairs, xs, ys, strict=True)]
    return _excludes_zero(*interval(spearman(xs, ys), worth(rest)))


def _rest(series: Sequence[tuple[date, int]]) -> list[int]:
    """Return the residuals from the series' line; offset and unit do not matter for ranks."""
    points = [(on.toordinal(), value) for on, value in series]
    rise, run = steepness(points).as_integer_ratio()
    return [run * value - rise * day for day, value in points]


def _excludes_zero(low: float, high: float) -> bool:
    return low > 0 or high < 0
