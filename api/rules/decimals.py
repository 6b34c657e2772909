"""Exact figures until the edge, one decimal there."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction


def one_decimal(value: Fraction) -> float:
    """Return the figure rounded to one decimal, half to even, decided on the exact value."""
    return float(round(value, 1))


def one_decimal_of(value: Fraction | None) -> float | None:
    """Return the same of a figure that may not be there."""
    return None if value is None else one_decimal(value)


def exact_sum(parts: Iterable[tuple[int, int]]) -> Fraction:
    """Return the exact sum of (numerator, denominator) pairs."""
    # Adding fractions one by one costs more than everything else about a year of slots.
    numerators: Counter[int] = Counter()
    for numerator, denominator in parts:
        numerators[denominator] += numerator
    return sum((Fraction(n, d) for d, n in numerators.items()), Fraction(0))
