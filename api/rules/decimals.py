"""Rounding to one decimal, done once on an exact fraction at the end of a computation."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def one_decimal(value: Fraction) -> float:
    """Return the exact value rounded to one decimal, half to even."""
    return rounded(*value.as_integer_ratio())


def rounded(numerator: int, denominator: int) -> float:
    """Return a quotient rounded to one decimal, half to even; the denominator is above 0."""
    # By whole numbers: `round` would make three fractions of it.
    tenths, rest = divmod(10 * numerator, denominator)
    is_above_half = 2 * rest > denominator or (2 * rest == denominator and tenths % 2 == 1)
    return (tenths + is_above_half) / 10


def one_decimal_of(value: Fraction | None) -> float | None:
    """Return the value rounded to one decimal, or None for None."""
    return None if value is None else one_decimal(value)


def exact_sum(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the exact sum of numerators and denominators as one of each, not in lowest terms."""
    # Fractions, added one by one, would dominate the cost of a year of slots.
    numerators: dict[int, int] = {}
    for numerator, denominator in parts:
        numerators[denominator] = numerators.get(denominator, 0) + numerator
    whole = lcm(*numerators)
    return sum(n * (whole // d) for d, n in numerators.items()), whole
