"""The mean of the last seven days, date by date."""

from datetime import date, timedelta
from fractions import Fraction

from api.rules.insights.running import running_means

FIRST = date(2026, 3, 1)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def test_it_covers_seven_days_and_is_none_with_too_few_of_them() -> None:
    pain = {after(n): value for n, value in ((0, 2), (1, 4), (2, 6), (3, 8), (9, 1))}
    found = running_means(pain, [after(2), after(3), after(6), after(7), after(9)])
    assert [each.value for each in found] == [None, Fraction(5), Fraction(5), None, None]
    assert [each.logged for each in found] == [3, 4, 4, 3, 2]
    assert found[0].reason == "insufficient_data"
