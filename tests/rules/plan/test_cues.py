"""When a habit is cued: minutes that change from day to day and stay where they are within one."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.plan.cues import Nudges, cue_times
from api.rules.plan.plans import Plan
from api.rules.plan.schedules import duty_slots, reminder_slots
from tests.rules.plan.plans import BERLIN, STRETCH, at, plan, schedule, version

MON, TUE = date(2026, 3, 2), date(2026, 3, 3)
SPRING = date(2026, 3, 29)
THREE = Nudges(3, time(9), time(18))


def minute(at: time) -> int:
    return at.hour * 60 + at.minute


def cued(nudges: Nudges = THREE, *times: str, kind: str = "habit") -> Plan:
    return plan(
        version(schedule(nudges=nudges, times=tuple(map(time.fromisoformat, times)))), kind=kind
    )


@st.composite
def windows(draw: st.DrawFn) -> Nudges:
    per_day = draw(st.integers(1, 6))
    begin = draw(st.integers(0, 24 * 60 - 1 - per_day))
    end = draw(st.integers(begin + per_day, 24 * 60 - 1))
    return Nudges(per_day, time(*divmod(begin, 60)), time(*divmod(end, 60)))


@given(st.uuids(), st.dates(), windows())
def test_each_equal_part_of_the_window_has_one_cue(prescription_id, day, nudges):
    found = cue_times(prescription_id, day, nudges)
    assert list(found) == [f"n{n}" for n in range(1, nudges.per_day + 1)]
    part = nudges.minutes // nudges.per_day
    for index, wall in enumerate(found.values()):
        begin = minute(nudges.begin) + index * part
        assert begin <= minute(wall) < begin + part <= minute(nudges.end)


@given(st.uuids(), st.dates(), windows())
def test_a_date_has_the_same_cues_at_each_asking(prescription_id, day, nudges):
    again = Nudges(nudges.per_day, nudges.begin, nudges.end)
    same = UUID(str(prescription_id))
    assert cue_times(same, day, again) == cue_times(prescription_id, day, nudges)


def test_the_cues_of_a_date_never_change_from_release_to_release():
    assert [f"{wall:%H:%M}" for wall in cue_times(STRETCH, MON, THREE).values()] == [
        "09:36",
        "12:27",
        "15:16",
    ]


def test_dates_and_prescriptions_are_cued_at_different_minutes():
    dates = [cue_times(STRETCH, MON + timedelta(days=n), THREE) for n in range(28)]
    assert len({tuple(found.values()) for found in dates}) == 28
    others = [cue_times(UUID(int=n), MON, THREE) for n in range(28)]
    assert len({tuple(found.values()) for found in others}) == 28


def test_cues_use_the_whole_of_their_part():
    dates = (MON + timedelta(days=n) for n in range(2000))
    first = [minute(cue_times(STRETCH, day, THREE)["n1"]) for day in dates]
    assert set(first) == set(range(9 * 60, 12 * 60))
    assert max(first.count(at) for at in set(first)) < 40


@pytest.mark.parametrize("per_day", range(1, 7))
def test_each_cue_is_a_reminder_and_the_day_alone_is_a_duty(per_day):
    habit = cued(Nudges(per_day, time(9), time(18)))
    found = reminder_slots(habit, BERLIN, MON, TUE)
    names = [f"n{n}" for n in range(1, per_day + 1)]
    assert [(slot.local_date, slot.slot) for slot in found] == [
        (day, name) for day in (MON, TUE) for name in names
    ]
    for slot in found:
        wall = cue_times(habit.prescription_id, slot.local_date, habit.versions[0].schedule.nudges)
        assert f"{slot.due_at + timedelta(hours=1):%H:%M}" == f"{wall[slot.slot]:%H:%M}"
        assert slot.due_at < slot.closes_at <= slot.due_at + timedelta(hours=2)
    assert [slot.slot for slot in duty_slots(habit, BERLIN, MON, TUE)] == ["day", "day"]


def test_a_cue_closes_when_the_next_one_comes():
    n1, n2 = reminder_slots(cued(Nudges(2, time(9), time(10))), BERLIN, MON, MON)
    assert n1.closes_at == n2.due_at


def test_cues_stand_beside_times():
    names = {slot.slot for slot in reminder_slots(cued(THREE, "08:00"), BERLIN, MON, MON)}
    assert names == {"08:00", "n1", "n2", "n3"}


@given(st.uuids())
def test_cues_of_a_night_that_loses_an_hour_come_once_each_inside_the_window(prescription_id):
    window = Nudges(6, time(1), time(4))
    asked = version(schedule(nudges=window, times=()))
    habit = plan(asked, id=prescription_id, kind="habit")
    found = reminder_slots(habit, BERLIN, SPRING, SPRING)
    assert sorted(slot.slot for slot in found) == [f"n{n}" for n in range(1, 7)]
    # One o'clock in winter, four o'clock in summer: two hours.
    assert all(at(2026, 3, 29) <= slot.due_at < at(2026, 3, 29, 2) for slot in found)


def test_an_edit_moves_the_cues_to_come_and_repeats_none():
    nine, ten = Nudges(2, time(8), time(10)), Nudges(2, time(9), time(21))
    noon = at(2026, 3, 2, 8, 0)
    first = version(schedule(nudges=nine, times=()))
    edit = version(schedule(nudges=ten, times=()), 2, effective_on=MON, committed_at=noon)
    before = {s.slot: s.due_at for s in reminder_slots(plan(first, kind="habit"), BERLIN, MON, MON)}
    after = {
        s.slot: (s.version, s.due_at)
        for s in reminder_slots(plan(first, edit, kind="habit"), BERLIN, MON, MON)
    }
    assert before["n1"] < noon <= before["n2"]
    assert after["n1"] == (1, before["n1"])
    assert after["n2"][0] == 2
