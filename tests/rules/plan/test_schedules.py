from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from api.rules.plan.plans import Pause, falls_on, paused_at
from api.rules.plan.schedules import Slot, duty_slots, pause_of, reminder_slots
from tests.rules.plan.plans import BERLIN, LONG_AGO, at, living_in, plan, schedule, version

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 3, 2) + timedelta(days=n) for n in range(7))


def named(slots: list[Slot]) -> list[tuple[int, str]]:
    return [(slot.local_date.day, slot.slot) for slot in slots]


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        pytest.param({}, {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, id="every day"),
        pytest.param({"weekdays": frozenset({0, 4})}, {2, 6, 9, 13}, id="Mondays and Fridays"),
        pytest.param({"start_on": FRI}, {6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, id="from a Friday"),
        pytest.param({"end_on": WED}, {2, 3, 4}, id="to a Wednesday, included"),
        pytest.param(
            {"start_on": WED, "interval_weeks": 2}, {4, 5, 6, 7, 8}, id="weeks count from Monday"
        ),
        pytest.param(
            {"start_on": date(2026, 2, 22), "interval_weeks": 2},
            {2, 3, 4, 5, 6, 7, 8},
            id="a Sunday start belongs to the week before",
        ),
        pytest.param({"weekdays": frozenset()}, set(), id="never"),
    ],
)
def test_a_schedule_falls_on_its_dates(changed, days):
    asked = schedule(**changed)
    fortnight = [MON + timedelta(days=n) for n in range(14)]
    assert {day.day for day in fortnight if falls_on(asked, day)} == days


def test_each_time_of_each_date_is_one_slot_in_order_of_time():
    asked = plan(version(schedule("18:00", "08:00")))
    slots = reminder_slots(asked, BERLIN, MON, TUE)
    assert named(slots) == [(2, "08:00"), (2, "18:00"), (3, "08:00"), (3, "18:00")]
    assert slots[0] == Slot(
        asked.prescription_id, MON, "08:00", at(2026, 3, 2, 7), at(2026, 3, 2, 9), 1, LONG_AGO
    )


def test_a_time_prescribed_twice_is_one_slot():
    assert named(reminder_slots(plan(version(schedule("08:00", "08:00"))), BERLIN, MON, MON)) == [
        (2, "08:00")
    ]


@pytest.mark.parametrize(
    ("times", "window_min", "closes"),
    [
        pytest.param(("08:00", "18:00"), 120, [(2, 9), (2, 19)], id="after the window"),
        pytest.param(("08:00", "09:00"), 120, [(2, 8), (2, 10)], id="at the next slot"),
        pytest.param(("08:00", "23:30"), 1440, [(2, 22, 30), (3, 7)], id="at tomorrow's slot"),
        pytest.param(("08:00",), 4320, [(3, 7)], id="a window of days ends at the next slot"),
    ],
)
def test_a_window_closes_after_its_minutes_or_at_the_next_slot(times, window_min, closes):
    asked = plan(version(schedule(*times, window_min=window_min)))
    found = [slot.closes_at for slot in reminder_slots(asked, BERLIN, MON, MON)]
    assert found == [at(2026, 3, *rest) for rest in closes]


def test_a_window_closes_at_the_first_slot_of_tomorrows_version():
    late = version(schedule("23:00", window_min=600))
    early = version(schedule("01:00", window_min=600), number=2, effective_on=TUE)
    assert reminder_slots(plan(late, early), BERLIN, MON, MON)[0].closes_at == at(2026, 3, 3)


def test_two_times_that_meet_in_a_gap_do_not_close_each_other():
    asked = plan(version(schedule("02:30", "03:30")))
    one, other = reminder_slots(asked, BERLIN, date(2026, 3, 29), date(2026, 3, 29))
    assert one.due_at == other.due_at == at(2026, 3, 29, 1, 30)
    assert one.closes_at == other.closes_at == at(2026, 3, 29, 3, 30)


def test_a_slot_moved_past_midnight_keeps_its_own_date():
    nuuk = living_in(("America/Nuuk", LONG_AGO))
    asked = plan(version(schedule("00:15", "23:30")))
    slots = reminder_slots(asked, nuuk, date(2024, 3, 30), date(2024, 3, 31))
    assert named(slots) == [(30, "00:15"), (31, "00:15"), (30, "23:30"), (31, "23:30")]
    assert slots[1].closes_at == slots[2].due_at == at(2024, 3, 31, 1, 30)
    (alone, _) = reminder_slots(asked, nuuk, date(2024, 3, 31), date(2024, 3, 31))
    assert alone == slots[1]


def test_the_highest_numbered_version_effective_by_the_date_is_in_force():
    first = version(schedule("08:00"))
    third = version(schedule("10:00"), number=3, effective_on=WED)
    second = version(schedule("09:00"), number=2, effective_on=FRI)
    slots = reminder_slots(plan(second, third, first), BERLIN, TUE, SAT)
    assert named(slots) == [(3, "08:00"), (4, "10:00"), (5, "10:00"), (6, "10:00"), (7, "10:00")]
    assert [slot.version for slot in slots] == [1, 3, 3, 3, 3]


def test_nothing_is_asked_before_the_first_version():
    assert duty_slots(plan(version(schedule(), effective_on=WED)), BERLIN, MON, TUE) == []


@pytest.mark.parametrize("kind", ["stretch", "habit"])
def test_an_edit_after_a_slot_was_due_did_not_make_it(kind):
    yesterday = at(2026, 3, 1)
    noon = at(2026, 3, 2, 11)
    first = version(schedule("08:00", "18:00"), committed_at=yesterday)
    same = version(schedule("08:00", "09:00", "18:00"), 2, effective_on=MON, committed_at=noon)
    made = {
        slot.slot: slot.committed_at
        for slot in duty_slots(plan(first, same, kind=kind), BERLIN, MON, MON)
    }
    if kind == "habit":
        assert made == {"day": yesterday}
    else:
        assert made == {"08:00": yesterday, "18:00": noon}


def test_a_slot_asked_for_before_the_first_commit_is_known_as_backdated():
    noon = at(2026, 3, 2, 11)
    asked = plan(version(schedule("08:00", "18:00"), committed_at=noon))
    slots = duty_slots(asked, BERLIN, MON, MON)
    assert [slot.due_at < slot.committed_at for slot in slots] == [True, False]


def test_a_fixed_schedule_stays_in_its_zone_while_ana_travels():
    history = living_in(("Europe/Berlin", LONG_AGO), ("Asia/Kolkata", at(2026, 3, 3)))
    floating = plan(version(schedule("08:00")))
    fixed = plan(version(schedule("08:00", timezone="America/New_York")))
    assert [s.due_at.hour for s in reminder_slots(floating, history, MON, WED)] == [7, 2, 2]
    assert [s.due_at.hour for s in reminder_slots(fixed, history, MON, WED)] == [13, 13, 13]


def test_a_stop_ends_the_slots_from_its_instant_on():
    asked = plan(version(schedule("08:00", "18:00")), stopped_at=at(2026, 3, 3, 7))
    for slots in (reminder_slots, duty_slots):
        assert named(slots(asked, BERLIN, MON, WED)) == [(2, "08:00"), (2, "18:00")]


def test_paused_slots_are_not_reminded_but_stay_on_the_duty_list():
    pause = Pause(at(2026, 3, 3, 7), at(2026, 3, 4, 7), safety=False)
    asked = plan(pauses=(pause,))
    assert named(reminder_slots(asked, BERLIN, MON, THU)) == [
        (2, "08:00"),
        (4, "08:00"),
        (5, "08:00"),
    ]
    duty = duty_slots(asked, BERLIN, MON, THU)
    assert [pause_of(asked, slot) for slot in duty] == [None, pause, None, None]
    assert [paused_at(asked, slot.due_at) for slot in duty] == [None, pause, None, None]


def test_a_pause_without_an_end_lasts_and_safety_comes_first():
    rest = Pause(at(2026, 3, 3), None, safety=False)
    stop = Pause(at(2026, 3, 4), None, safety=True)
    asked = plan(pauses=(rest, stop))
    assert paused_at(asked, at(2026, 3, 2, 23, 59)) is None
    assert paused_at(asked, at(2026, 3, 3)) == rest
    assert paused_at(asked, at(2027, 3, 3)) == stop


def test_neither_pause_nor_stop_changes_the_window_of_an_earlier_slot():
    asked = plan(version(schedule("08:00", "10:00", window_min=600)))
    paused = replace(asked, pauses=(Pause(at(2026, 3, 2, 8), None, safety=True),))
    stopped = replace(asked, stopped_at=at(2026, 3, 2, 8))
    closes = [reminder_slots(p, BERLIN, MON, MON)[0].closes_at for p in (asked, paused, stopped)]
    assert closes == [at(2026, 3, 2, 9)] * 3


def test_a_habit_is_cued_at_its_times_and_answered_once_a_day():
    habit = plan(version(schedule("10:00", "15:00")), kind="habit")
    assert named(reminder_slots(habit, BERLIN, MON, MON)) == [(2, "10:00"), (2, "15:00")]
    (day,) = duty_slots(habit, BERLIN, MON, MON)
    assert (day.slot, day.due_at, day.closes_at) == ("day", at(2026, 3, 1, 23), at(2026, 3, 2, 23))


def test_a_habits_day_is_anas_own_even_when_its_cues_are_pinned():
    pinned = version(schedule("08:00", timezone="Asia/Kolkata"))
    (day,) = duty_slots(plan(pinned, kind="habit"), BERLIN, MON, MON)
    assert (day.due_at, day.closes_at) == (at(2026, 3, 1, 23), at(2026, 3, 2, 23))


def test_a_habits_day_closes_when_the_next_existing_date_begins():
    apia = living_in(("Pacific/Apia", LONG_AGO))
    habit = plan(kind="habit")
    slots = duty_slots(habit, apia, date(2011, 12, 29), date(2011, 12, 31))
    assert named(slots) == [(29, "day"), (31, "day")]
    assert slots[0].closes_at == slots[1].due_at == at(2011, 12, 30, 10)


@pytest.mark.parametrize(
    ("stopped_at", "days"),
    [
        pytest.param(at(2026, 3, 2, 22, 59), [], id="stopped before the day was over"),
        pytest.param(at(2026, 3, 2, 23), [2], id="stopped as the day ended"),
    ],
)
def test_a_habits_day_needs_the_plan_until_its_end(stopped_at, days):
    habit = plan(kind="habit", stopped_at=stopped_at)
    assert [slot.local_date.day for slot in duty_slots(habit, BERLIN, MON, TUE)] == days


@pytest.mark.parametrize(
    ("begins", "ends", "paused"),
    [
        pytest.param((2, 22), None, True, id="in force at the end of the day"),
        pytest.param((1, 12), (2, 23), True, id="until the very end"),
        pytest.param((1, 12), (2, 22), False, id="resumed before the day was over"),
        pytest.param((2, 23), None, False, id="from the next day on"),
    ],
)
def test_a_habits_day_is_paused_when_a_pause_is_in_force_at_its_end(begins, ends, paused):
    pause = Pause(at(2026, 3, *begins), ends and at(2026, 3, *ends), safety=True)
    habit = plan(kind="habit", pauses=(pause,))
    (day,) = duty_slots(habit, BERLIN, MON, MON)
    assert pause_of(habit, day) == (pause if paused else None)


@pytest.mark.parametrize(
    ("begins", "ends", "safety", "excused"),
    [
        pytest.param((7, 5), None, True, True, id="stopped inside the window"),
        pytest.param((6, 0), (7, 30), True, True, id="stopped before, resumed inside"),
        pytest.param((9, 0), None, True, False, id="stopped as the window closed"),
        pytest.param((6, 0), (7, 0), True, False, id="resumed as it opened"),
        pytest.param((7, 5), None, False, False, id="only paused inside the window"),
    ],
)
def test_a_stop_for_safety_excuses_the_slot_whose_window_it_touches(begins, ends, safety, excused):
    pause = Pause(at(2026, 3, 2, *begins), ends and at(2026, 3, 2, *ends), safety)
    asked = plan(pauses=(pause,))
    (slot,) = duty_slots(asked, BERLIN, MON, MON)
    assert (slot.due_at, slot.closes_at) == (at(2026, 3, 2, 7), at(2026, 3, 2, 9))
    assert pause_of(asked, slot) == (pause if excused else None)


def test_a_time_of_day_with_seconds_is_named_by_its_minute():
    odd = plan(version(replace(schedule(), times=(time(8, 0, 30),))))
    assert named(reminder_slots(odd, BERLIN, MON, MON)) == [(2, "08:00")]
