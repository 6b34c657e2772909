"""When two schedules of one item ask for the same."""

from datetime import date, time

import pytest

from api.rules.plan.cues import Nudges
from api.rules.plan.repeats import asks_the_same
from tests.rules.plan.plans import schedule

MONDAY, SUNDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 9)
CUES = Nudges(3, time(9), time(17))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"start_on": MONDAY}, {"start_on": SUNDAY}, True),
        ({"start_on": MONDAY, "end_on": SUNDAY}, {"start_on": SUNDAY}, True),
        ({"start_on": MONDAY, "end_on": SUNDAY}, {"start_on": NEXT_MONDAY}, False),
        ({"nudges": CUES}, {"nudges": CUES}, True),
        ({"nudges": CUES}, {"nudges": Nudges(4, time(9), time(17))}, False),
        ({"window_min": 60}, {}, False),
        ({"weekdays": frozenset({0})}, {}, False),
        ({"timezone": "Europe/Berlin"}, {}, False),
        ({"interval_weeks": 2}, {}, False),
        (
            {"interval_weeks": 2, "start_on": MONDAY},
            {"interval_weeks": 2, "start_on": SUNDAY},
            True,
        ),
        (
            {"interval_weeks": 2, "start_on": MONDAY},
            {"interval_weeks": 2, "start_on": NEXT_MONDAY},
            False,
        ),
    ],
)
def test_the_same_times_of_the_same_weekdays_while_both_go_on(one, other, same):
    assert asks_the_same(schedule(**one), schedule(**other)) is same
    assert asks_the_same(schedule(**other), schedule(**one)) is same


def test_other_times_are_not_the_same():
    assert not asks_the_same(schedule("08:00"), schedule("08:00", "20:00"))
