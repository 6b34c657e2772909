"""Which version asks for a slot: an edit decides about what is still to come."""

from datetime import date, timedelta

import pytest

from api.rules.plan.plans import effective_on
from api.rules.plan.schedules import duty_slots, reminder_slots
from tests.rules.plan.plans import BERLIN, at, plan, schedule, version

MON, TUE = date(2026, 3, 2), date(2026, 3, 3)
BEFORE, NOON = at(2026, 3, 1), at(2026, 3, 2, 11)
DAILY = version(schedule("08:00", "18:00"), committed_at=BEFORE)


def edited_at_noon(*times, day=MON, **changed):
    asked = schedule(*times, **changed)
    return version(asked, 2, effective_on=day, committed_at=NOON)


def asked_on(day, *versions, kind="stretch"):
    slots = duty_slots(plan(*versions, kind=kind), BERLIN, day, day)
    return {slot.slot: slot.version for slot in slots}


@pytest.mark.parametrize(
    ("edit", "monday"),
    [
        pytest.param(edited_at_noon("08:00", "18:00"), {"08:00": 1, "18:00": 2}, id="the same"),
        pytest.param(edited_at_noon("18:00"), {"08:00": 1, "18:00": 2}, id="not the morning"),
        pytest.param(edited_at_noon("09:00"), {"08:00": 1}, id="never in the past"),
        pytest.param(edited_at_noon("12:00"), {"08:00": 1, "12:00": 2}, id="due at that instant"),
        pytest.param(edited_at_noon("11:59"), {"08:00": 1}, id="due a minute before"),
        pytest.param(edited_at_noon(weekdays=frozenset({1})), {"08:00": 1}, id="not on Mondays"),
        pytest.param(edited_at_noon(end_on=date(2026, 3, 1)), {"08:00": 1}, id="over"),
        pytest.param(edited_at_noon(start_on=TUE), {"08:00": 1}, id="begins anew tomorrow"),
        pytest.param(edited_at_noon("07:00", day=TUE), {"08:00": 1, "18:00": 1}, id="tomorrow"),
    ],
)
def test_an_edit_has_the_rest_of_the_day_and_nothing_before_it(edit, monday):
    assert asked_on(MON, DAILY, edit) == monday
    names = [f"{wall:%H:%M}" for wall in edit.schedule.times]
    falls = edit.schedule.end_on is None
    assert asked_on(TUE, DAILY, edit) == (dict.fromkeys(names, 2) if falls else {})


@pytest.mark.parametrize(
    "changed", [{"timezone": "America/New_York"}, {"timezone": "America/New_York", "times": ()}]
)
def test_a_slot_that_was_due_stays_when_an_edit_pins_the_plan_to_a_later_clock(changed):
    """In New York Monday's eight o'clock is still to come; Ana's was this morning."""
    (slot,) = duty_slots(plan(version(schedule()), edited_at_noon(**changed)), BERLIN, MON, MON)
    assert (slot.version, slot.due_at) == (1, at(2026, 3, 2, 7))


def test_a_slot_to_come_goes_when_an_edit_moves_the_plan_to_a_clock_where_it_is_over():
    pinned = version(schedule("08:00", timezone="America/New_York"))
    assert asked_on(MON, pinned, edited_at_noon("08:00")) == {}
    assert asked_on(TUE, pinned, edited_at_noon("08:00")) == {"08:00": 2}


def test_of_two_edits_of_one_day_each_has_what_was_to_come():
    early = version(schedule("10:00", "15:00"), 2, effective_on=MON, committed_at=at(2026, 3, 2))
    third = version(schedule("14:00"), 3, effective_on=MON, committed_at=NOON)
    assert asked_on(MON, DAILY, early) == {"10:00": 2, "15:00": 2}
    assert asked_on(MON, DAILY, early, third) == {"10:00": 2, "14:00": 3}


def test_an_edit_from_next_week_on_is_overtaken_by_a_newer_one_from_tomorrow_on():
    later = version(schedule("10:00"), 2, effective_on=date(2026, 3, 9), committed_at=BEFORE)
    sooner = version(schedule("14:00"), 3, effective_on=TUE, committed_at=NOON)
    for day in (TUE, date(2026, 3, 9)):
        assert asked_on(day, DAILY, later, sooner) == {"14:00": 3}


def test_the_first_version_asks_for_what_was_due_before_it_and_no_edit_takes_that_back():
    first = version(schedule("08:00"), committed_at=at(2026, 3, 2, 9))
    for versions in ([first], [first, edited_at_noon("18:00")]):
        slot = duty_slots(plan(*versions), BERLIN, MON, MON)[0]
        assert (slot.slot, slot.version) == ("08:00", 1)
        assert slot.due_at < slot.committed_at


def test_an_edit_of_a_plan_that_had_not_begun_can_begin_this_morning():
    later = version(schedule("08:00"), effective_on=date(2026, 3, 9), committed_at=BEFORE)
    (slot,) = duty_slots(plan(later, edited_at_noon("08:00")), BERLIN, MON, MON)
    assert slot.due_at < slot.committed_at == NOON


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        pytest.param({}, {"weekdays": frozenset({1})}, {"day": 1}, id="today has begun"),
        pytest.param({"weekdays": frozenset({1})}, {}, {}, id="today began without it"),
    ],
)
def test_an_edit_never_changes_the_day_of_a_habit_that_has_begun(first, second, by):
    habit = version(schedule(**first), committed_at=BEFORE)
    edit = edited_at_noon(**second)
    assert asked_on(MON, habit, edit, kind="habit") == by
    assert asked_on(TUE, habit, edit, kind="habit") == {"day": 2}


def test_the_window_of_what_was_due_closes_at_the_next_slot_of_the_edit():
    first = version(schedule("08:00", window_min=600), committed_at=BEFORE)
    slots = reminder_slots(plan(first, edited_at_noon("14:00")), BERLIN, MON, MON)
    assert [slot.closes_at for slot in slots] == [at(2026, 3, 2, 13), at(2026, 3, 2, 15)]


def test_few_versions_can_ask_for_a_slot_of_a_date():
    versions = [
        version(
            schedule(), n, effective_on=MON + timedelta(days=n), committed_at=at(2026, 3, 1 + n)
        )
        for n in range(9, 0, -1)
    ]
    numbers = [
        [one.number for one in effective_on(versions, MON + timedelta(days=n))] for n in range(12)
    ]
    assert numbers[:5] == [[], [1], [2, 1], [3, 2], [4, 3]]
    assert numbers[9:] == [[9, 8], [9], [9]]
