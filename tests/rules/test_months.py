from datetime import date

import pytest

from api.rules.months import next_month, whole_months


@pytest.mark.parametrize(
    ("from_on", "to_on", "months"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), [date(2026, 1, 1)]),
        (date(2026, 1, 2), date(2026, 1, 31), []),
        (date(2026, 1, 1), date(2026, 1, 30), []),
        (date(2025, 11, 30), date(2026, 1, 31), [date(2025, 12, 1), date(2026, 1, 1)]),
        (date(2026, 1, 31), date(2026, 1, 5), []),
        (date(2024, 2, 1), date(2024, 2, 28), []),
    ],
)
def test_only_months_that_lie_there_from_their_first_date_to_their_last(from_on, to_on, months):
    assert whole_months(from_on, to_on) == months


def test_december_is_followed_by_january():
    assert next_month(date(2025, 12, 31)) == date(2026, 1, 1)
    assert next_month(date(2026, 1, 31)) == date(2026, 2, 1)
