"""When a phone's clock is believed."""

from datetime import timedelta

import pytest

from api.rules.reminders.receipts import believable
from tests.rules.plan.plans import at

DUE, MINUTE = at(2026, 3, 2, 7), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("said", "now", "believed"),
    [(-5, 60, 0), (0, 60, 0), (7, 60, 7), (61, 60, 60), (99_999, 60, 60), (7, -1, 0)],
)
def test_a_phones_instant_lies_between_the_push_and_now(said, now, believed):
    # The last one: the worker's clock is ahead of ours.
    found = believable(DUE + said * MINUTE, DUE, DUE + now * MINUTE)
    assert found == DUE + believed * MINUTE
