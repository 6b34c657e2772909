from datetime import date, timedelta

import pytest

from api.rules.plan.excused import CLIENT, THERAPIST, is_over, refused_period

TODAY = date(2026, 3, 2)


def off(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("reach", "first", "last", "refused"),
    [
        (CLIENT, 0, 0, None),
        (CLIENT, 0, -1, ("to", "end_before_start")),
        (CLIENT, -1, 0, None),
        (CLIENT, -2, 0, ("from", "too_far_back")),
        (CLIENT, 92, 92, None),
        (CLIENT, 92, 93, ("to", "too_far_ahead")),
        (CLIENT, -1, 90, None),
        (CLIENT, -1, 91, ("to", "too_long")),
        (CLIENT, 1, 92, None),
        (CLIENT, 0, 92, ("to", "too_long")),
        (THERAPIST, -92, -1, None),
        (THERAPIST, -93, -93, ("from", "too_far_back")),
        (THERAPIST, 275, 366, None),
        (THERAPIST, 274, 366, ("to", "too_long")),
        (THERAPIST, 300, 367, ("to", "too_far_ahead")),
        (THERAPIST, -200, 200, ("to", "too_long")),
    ],
)
def test_a_period_is_short_and_within_reach(reach, first, last, refused):
    assert refused_period(off(first), off(last), TODAY, reach) == refused


def test_a_period_is_over_once_it_ended_before_yesterday():
    assert [is_over(off(days), TODAY) for days in (-3, -2, -1, 0, 1)] == [True, True] + [False] * 3
