from datetime import date, timedelta

import pytest

from api.rules.plan.excused import CLIENT, THERAPIST, Said, is_over, refused_end, refused_period

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
    assert refused_period(off(first), off(last), Said(TODAY, TODAY), reach) == refused


@pytest.mark.parametrize(
    ("recorded", "first", "refused"),
    [
        (-3, -3, None),
        (-3, -4, None),
        (-3, -5, ("from", "too_far_back")),
        (0, -2, ("from", "too_far_back")),
        (-92, -92, None),
        (-92, -93, ("from", "uploaded_too_late")),
    ],
)
def test_what_was_said_in_time_may_arrive_late(recorded, first, refused):
    said = Said(TODAY, off(recorded))
    assert refused_period(off(first), off(first), said, CLIENT) == refused


@pytest.mark.parametrize(
    ("recorded", "last", "new_last", "refused"),
    [
        pytest.param(0, 5, 3, None, id="well again sooner"),
        pytest.param(0, 5, 9, None, id="still ill"),
        pytest.param(0, 5, -2, None, id="well since yesterday"),
        pytest.param(0, 5, -3, ("to", "too_far_back"), id="the day before yesterday stays"),
        pytest.param(-1, 5, -3, None, id="said in time"),
        pytest.param(0, -2, 0, None, id="goes on yesterday"),
        pytest.param(0, -3, 0, ("to", "too_far_back"), id="a gap that was read"),
        pytest.param(0, 5, -11, ("to", "end_before_start"), id="to nothing"),
        pytest.param(0, 5, 81, None, id="as long as it may be"),
        pytest.param(0, 5, 82, ("to", "too_long"), id="too long"),
        pytest.param(-91, -91, -60, None, id="as late as it may be"),
        pytest.param(-94, -94, -60, ("to", "uploaded_too_late"), id="too late"),
    ],
)
def test_only_the_days_within_reach_change(recorded, last, new_last, refused):
    first_on = min(off(-10), off(last))
    said = Said(TODAY, off(recorded))
    assert refused_end(first_on, off(last), off(new_last), said, CLIENT) == refused


def test_a_far_end_may_come_nearer_and_no_end_goes_further_than_one_may_reach():
    said = Said(TODAY, TODAY)
    first, last = off(200), off(280)
    assert refused_end(first, last, off(250), said, CLIENT) is None
    assert refused_end(first, last, off(281), said, CLIENT) == ("to", "too_far_ahead")


def test_a_period_is_over_once_it_ended_before_yesterday():
    said = Said(TODAY, TODAY)
    assert [is_over(off(days), said) for days in (-3, -2, -1, 0, 1)] == [True, True] + [False] * 3
