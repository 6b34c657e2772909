from dataclasses import replace
from datetime import date, time

import pytest

from api.rules.plan.changes import FIELDS, Change, Terms, changes
from api.rules.plan.cues import Nudges

USUAL = Terms(
    sets=2,
    reps=8,
    hold_s=20,
    duration_min=None,
    times=("08:00",),
    weekdays=("mon", "wed"),
    interval_weeks=1,
    start_on=date(2026, 3, 2),
    end_on=None,
    timezone=None,
    window_min=120,
    nudges=None,
    remind=True,
    max_pain=5,
    note=None,
    exercise_version="1.0.0",
)
OTHER = {
    "sets": None,
    "reps": 10,
    "hold_s": 30,
    "duration_min": 4,
    "times": ("08:00", "18:00"),
    "weekdays": (),
    "interval_weeks": 2,
    "start_on": date(2026, 3, 9),
    "end_on": date(2026, 4, 1),
    "timezone": "Europe/Berlin",
    "window_min": 60,
    "nudges": Nudges(3, time(9), time(17)),
    "remind": False,
    "max_pain": 4,
    "note": "Slowly.",
    "exercise_version": "1.1.0",
}


def test_what_is_equal_is_no_change():
    assert changes(USUAL, replace(USUAL)) == []


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_told_alone_with_what_it_was_and_is(field):
    before, after = getattr(USUAL, field), OTHER[field]
    other = replace(USUAL, **{field: after})
    assert changes(USUAL, other) == [Change(field, before, after)]
    assert changes(other, USUAL) == [Change(field, after, before)]


def test_the_order_is_always_the_same():
    assert (
        [change.field for change in changes(USUAL, Terms(**OTHER))] == list(OTHER) == list(FIELDS)
    )
