"""What a part of the calibration finds: shares and rates, each with how sure it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt

MONTH = 28
"""Days of a client-month."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of what rule and which clients, in which world, and out of how many.

    `value` is a share in percent, or a count per 100 client-months; `error` is its standard error.
    `goal` is what is to be reached, in words.
    """

    rule: str
    of: str
    world: str
    value: float
    error: float
    n: int
    goal: str = ""


Cell = Callable[[int], list[Row]]
"""A piece of a part: it takes a seed, and travels to another process."""


def share(hits: int, n: int) -> tuple[float, float]:
    """Return a share in percent and its standard error."""
    part = hits / n
    return 100 * part, 100 * sqrt(max(part * (1 - part), 1 / n) / n)


def quantile(values: Iterable[float], part: float) -> tuple[float, float]:
    """Return the value that so large a part does not exceed, and its standard error.

    The error is half of what lies between the values one standard error of the part away.
    """
    ordered = sorted(values)
    n = len(ordered)
    reach = sqrt(part * (1 - part) / n)
    low, here, high = (
        ordered[min(n - 1, max(0, int(n * each)))] for each in (part - reach, part, part + reach)
    )
    return float(here), (high - low) / 2


def rate(count: int, days: int) -> tuple[float, float]:
    """Return how many there are per 100 client-months, and the standard error."""
    months = days / MONTH
    return 100 * count / months, 100 * sqrt(max(count, 1)) / months
