"""What rose only because an easy item joined is told apart from what was done better."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from api.rules.adherence.adherence import LoggedOutcome, WeekChange, adherence
from api.rules.plan.plans import Plan
from tests.rules.plan.plans import BERLIN, at, plan, schedule, version

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 9)
LATER = at(2026, 4, 1)
HARD, EASY, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


def changes(*items: tuple[UUID, int | None, int | None], kind: str = "stretch", weeks: int = 2):
    """Return the changes of two weeks, given of each item how many of seven were done in each.

    None: nothing of it was due in that week.
    """
    logs, plans = [], []
    for item, *done in items:
        plans.append(only_in([n is not None for n in done], item, kind))
        slot = "day" if kind == "habit" else "08:00"
        for monday, n in zip((FIRST, SECOND), done, strict=True):
            days = [monday + timedelta(days=day) for day in range(n or 0)]
            logs += [LoggedOutcome(item, day, slot, "done", None, None) for day in days]
    last = FIRST + timedelta(days=7 * weeks - 1)
    return adherence(plans, BERLIN, logs, frozenset(), FIRST, last, LATER).week_changes


def only_in(asked: list[bool], id: UUID, kind: str) -> Plan:
    first, second = asked
    start = FIRST if first else SECOND
    end = SECOND + timedelta(days=6) if second else SECOND - timedelta(days=1)
    return plan(version(schedule(start_on=start, end_on=end)), id=id, kind=kind)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([(HARD, 2, 5)], (1, 28.6, 71.4, False, False), id="did better"),
        pytest.param([(HARD, 5, 2)], (1, 71.4, 28.6, False, False), id="did worse"),
        pytest.param(
            [(HARD, 2, 2), (EASY, None, 7)], (1, 28.6, 28.6, True, True), id="an easy one joined"
        ),
        pytest.param(
            [(HARD, 2, 1), (EASY, None, 7)], (1, 28.6, 14.3, True, True), id="and hid a fall"
        ),
        pytest.param(
            [(HARD, 2, 3), (EASY, None, 7)], (1, 28.6, 42.9, True, False), id="both: did better"
        ),
        pytest.param(
            [(HARD, 1, None), (EASY, 6, 6)], (1, 85.7, 85.7, True, True), id="a hard one went"
        ),
        pytest.param(
            [(HARD, 5, 5), (OTHER, None, 0)], (1, 71.4, 71.4, True, False), id="it only fell"
        ),
        pytest.param(
            [(HARD, 2, None), (EASY, None, 7)], (0, None, None, True, None), id="nothing the same"
        ),
        pytest.param(
            [(HARD, 2, 2), (OTHER, 4, 4), (EASY, None, 7)],
            (2, 42.9, 42.9, True, True),
            id="two stayed",
        ),
    ],
)
def test_a_rise_is_told_apart_from_a_change_of_the_mix(items, expected):
    assert changes(*items) == (WeekChange(SECOND, *expected),)


def test_the_same_percentage_of_more_is_no_rise():
    (found,) = changes((HARD, 6, 6), (EASY, None, 6))
    assert (found.mix_changed, found.only_by_mix) == (True, False)


def test_a_single_week_is_compared_with_nothing():
    assert changes((HARD, 2, 5), weeks=1) == ()


def test_a_week_in_which_nothing_was_due_is_compared_with_nothing():
    assert changes((HARD, 2, None)) == changes((HARD, None, 2)) == ()


def test_habits_change_no_mix():
    assert changes((HARD, 2, 5), kind="habit") == ()


def test_fewer_than_three_of_the_same_are_too_few_to_tell():
    twice = plan(version(schedule(weekdays=frozenset({0, 3}))), id=HARD)
    daily = plan(version(schedule(start_on=SECOND)), id=EASY)
    third = plan(version(schedule(weekdays=frozenset({5}), end_on=SECOND)), id=OTHER)
    days = [SECOND + timedelta(days=day) for day in range(7)]
    logs = [LoggedOutcome(EASY, day, "08:00", "done", None, None) for day in days]
    last = SECOND + timedelta(days=6)
    found = adherence([twice, daily, third], BERLIN, logs, frozenset(), FIRST, last, LATER)
    assert found.week_changes == (WeekChange(SECOND, 1, None, None, True, None),)
