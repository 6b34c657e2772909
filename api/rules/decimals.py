"""Rounding to one decimal, done once on an exact fraction at the end of a computation."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction


def one_decimal(value: Fraction) -> float:
    """Return the exact value rounded to one decimal, half to even."""
    # By whole numbers: `round` would make three fractions of it.
    numerator, denominator = value.as_integer_ratio()
    tenths, rest = divmod(10 * numerator, denominator)
    is_above_half = 2 * rest > denominator or (2 * rest == denominator and tenths % 2 == 1)
    return (tenths + is_above_half) / 10


def one_decimal_of(value: Fraction | None) -> float | None:
    """Return the value rounded to one decimal, or None for None."""
    return None if value is None else one_decimal(value)


def exact_sum(parts: Iterable[tuple[int, int]]) -> Fraction:
    """Return the exact sum of (numerator, denominator) pairs."""
    # Adding fractions one by one would dominate the cost of a year of slots.
    numerators: Counter[int] = Counter()
    for numerator, denominator in parts:
        numerators[denominator] += numerator
    return sum((Fraction(n, d) for d, n in numerators.items()), Fraction(0))
