from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.streaks import streak

TODAY = date(2026, 3, 12)


def read(week: str) -> dict[str, set[date]]:
    """Read a row of days that ends today: x active, e excused, - nothing due, . missed.

    X is active on an excused date.
    """
    days = [TODAY - timedelta(days=n) for n in range(len(week))][::-1]
    marked = list(zip(days, week, strict=True))
    return {
        "active_on": {day for day, mark in marked if mark in "xX"},
        "due_on": {day for day, mark in marked if mark != "-"},
        "excused_on": {day for day, mark in marked if mark in "eX"},
    }


@pytest.mark.parametrize(
    ("week", "length"),
    [
        pytest.param(".", 0, id="nothing yet"),
        pytest.param("x", 1, id="her first day"),
        pytest.param("xxx", 3, id="every day"),
        pytest.param("xxx.", 3, id="today is not over"),
        pytest.param("xxx..", 0, id="yesterday was missed"),
        pytest.param("xx.xx", 2, id="a missed day breaks"),
        pytest.param("xxexx", 4, id="an excused day freezes"),
        pytest.param("xx--xx", 4, id="days with nothing due freeze"),
        pytest.param("xx-e.", 2, id="frozen up to today"),
        pytest.param("x-.-x", 1, id="a missed day between frozen ones breaks"),
        pytest.param("xXx", 3, id="an active excused day adds"),
        pytest.param("eee", 0, id="only excused days"),
    ],
)
def test_a_streak_counts_active_days_back_from_today(week, length):
    assert streak(TODAY, **read(week)) == length


def test_activity_without_anything_due_adds():
    assert streak(TODAY, {TODAY, TODAY - timedelta(days=1)}, set(), set()) == 2


def test_days_ahead_of_today_do_not_count():
    assert streak(TODAY, {TODAY + timedelta(days=1)}, {TODAY}, set()) == 0


@given(st.text("xXe-.", min_size=1, max_size=40), st.data())
def test_excusing_a_day_never_shortens_a_streak(week, data):
    facts = read(week)
    day = TODAY - timedelta(days=data.draw(st.integers(0, len(week) - 1)))
    eased = {**facts, "excused_on": facts["excused_on"] | {day}}
    assert streak(TODAY, **facts) <= streak(TODAY, **eased) <= len(facts["active_on"])
