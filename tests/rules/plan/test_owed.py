"""What counts as missed without a log: not what a flight took away, nor on a date of a pause."""

from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings

from api.rules.instants import History, day_in_history, local_date_in_history
from api.rules.plan.cues import Nudges
from api.rules.plan.owed import calendar_of, is_asked, took_a_flight, why_not_owed
from api.rules.plan.plans import Pause, Plan
from api.rules.plan.schedules import cue_slots, duty_slots, pause_of
from tests.rules.plan.plans import BERLIN, LONG_AGO, at, living_in, plan, schedule, version
from tests.rules.plan.test_schedules_properties import FROM, HISTORIES, TO, plans

DAY = date(2026, 3, 5)
EAST = living_in(("Europe/Berlin", LONG_AGO), ("Asia/Kolkata", at(2026, 3, 5, 6)))
WEST = living_in(("Europe/Berlin", LONG_AGO), ("America/New_York", at(2026, 3, 5, 8)))
TWICE = living_in(
    ("Europe/Berlin", LONG_AGO),
    ("Asia/Kolkata", at(2026, 3, 5, 4)),
    ("Asia/Tokyo", at(2026, 3, 5, 6)),
)
OVER_THE_LINE = living_in(("Pacific/Pago_Pago", LONG_AGO), ("Pacific/Apia", at(2026, 3, 5, 20)))
PINNED = plan(version(schedule(timezone="Europe/Berlin")))
FLOATING = plan(version(schedule("08:00", "11:00", "12:30", "18:00")))
HABIT = plan(version(schedule()), kind="habit")
MORNING = {"08:00", "11:00"}


@pytest.mark.parametrize(
    ("asked", "history", "day", "expected"),
    [
        pytest.param(FLOATING, BERLIN, DAY, set(), id="at home"),
        pytest.param(FLOATING, EAST, DAY, MORNING, id="east: her clock went from 7:00 to 11:30"),
        pytest.param(FLOATING, EAST, date(2026, 3, 4), set(), id="the eve"),
        pytest.param(FLOATING, EAST, date(2026, 3, 6), set(), id="the day after"),
        pytest.param(FLOATING, WEST, DAY, set(), id="west: some hours twice, none missing"),
        pytest.param(FLOATING, TWICE, DAY, {"08:00", "12:30"}, id="two flights, two hours there"),
        pytest.param(FLOATING, OVER_THE_LINE, date(2026, 3, 6), {"08:00"}, id="over the date line"),
        pytest.param(
            FLOATING, OVER_THE_LINE, DAY, {"11:00", "12:30", "18:00"}, id="the date she left"
        ),
        pytest.param(PINNED, EAST, DAY, set(), id="pinned to home"),
        pytest.param(HABIT, EAST, DAY, set(), id="a habit has the rest of the day"),
    ],
)
def test_a_flight_takes_away_the_times_that_her_clock_never_showed(asked, history, day, expected):
    slots = duty_slots(asked, history, day, day)
    assert {slot.slot for slot in slots if took_a_flight(asked, history, slot)} == expected
    assert {s.slot for s in slots if not is_asked(asked, history, s)} == expected
    assert {s.slot for s in slots if why_not_owed(asked, history, s) == "flown_over"} == expected


def test_cues_are_flown_over_like_times():
    cues = Nudges(3, at(2026, 3, 5, 7).time(), at(2026, 3, 5, 22).time())
    habit = plan(version(schedule(times=(), nudges=cues)), kind="habit")
    slots = cue_slots(habit, EAST, DAY, DAY)
    flown = {slot.slot for slot in slots if took_a_flight(habit, EAST, slot)}
    assert flown == {slot.slot for slot in slots if slot.due_at < at(2026, 3, 5, 6)} != set()


@settings(max_examples=100)
@given(plans(), HISTORIES)
def test_what_was_due_where_she_was_is_on_her_clock_and_the_rest_was_flown_over(
    asked: Plan, history: History
):
    for slot in cue_slots(asked, history, FROM, TO):
        zones = calendar_of(asked, history, slot)
        if took_a_flight(asked, history, slot):
            assert len(zones) > 1
            assert any(span.from_at > slot.due_at for span in zones)
        else:
            # Only a gap of the clock moves a slot, and none of them is longer than a day.
            shown = local_date_in_history(slot.due_at, zones)
            assert shown - slot.local_date in (timedelta(0), timedelta(days=1))


REST, STOP = False, True


def pause(begins, ends, safety=REST) -> Pause:
    return Pause(at(2026, 3, *begins), ends and at(2026, 3, *ends), safety)


KOLKATA = plan(version(schedule(timezone="Asia/Kolkata")))


@pytest.mark.parametrize(
    ("asked", "paused", "expected"),
    [
        pytest.param(plan(), pause((5, 12), None), {5, 6}, id="begins after the slot"),
        pytest.param(plan(), pause((4, 9), (5, 6)), {4, 5}, id="ends before the slot"),
        pytest.param(plan(), pause((5, 9), (5, 10)), {5}, id="an hour of it"),
        pytest.param(plan(), pause((4, 23), (5, 23)), {5}, id="from midnight to midnight"),
        pytest.param(plan(), pause((5, 9), (5, 9)), set(), id="taken back at once"),
        pytest.param(HABIT, pause((5, 9), (5, 10)), {5}, id="a habit, though over by its end"),
        pytest.param(HABIT, pause((4, 9), (4, 23)), {4}, id="a habit until midnight"),
        pytest.param(KOLKATA, pause((4, 18), (4, 19)), {4, 5}, id="pinned: by its own calendar"),
        pytest.param(KOLKATA, pause((4, 19), (4, 23)), {5}, id="pinned: her midnight is not its"),
    ],
)
@pytest.mark.parametrize("safety", [REST, STOP])
def test_a_date_that_a_pause_touches_is_owed_only_what_was_logged(asked, paused, expected, safety):
    told = Pause(paused.from_at, paused.until_at, safety)
    one = plan(*asked.versions, kind=asked.kind, pauses=(told,))
    days = [date(2026, 3, 3), date(2026, 3, 6)]
    found = {s.local_date.day: why_not_owed(one, BERLIN, s) for s in duty_slots(one, BERLIN, *days)}
    why = "safety_stopped" if safety else "paused"
    assert found == {day: why if day in expected else None for day in range(3, 7)}


@settings(max_examples=100)
@given(plans(), HISTORIES)
def test_all_slots_of_a_date_of_one_item_are_touched_or_none(asked: Plan, history: History):
    def calendar(slot):
        return str(calendar_of(asked, history, slot)), slot.local_date

    slots = sorted(duty_slots(asked, history, FROM, TO), key=calendar)
    for _, group in groupby(slots, calendar):
        same = list(group)
        span = day_in_history(same[0].local_date, calendar_of(asked, history, same[0]))
        touched = span is not None and any(
            p.from_at < span[1]
            and (p.until_at is None or span[0] < p.until_at)
            and (p.until_at is None or p.from_at < p.until_at)
            for p in asked.pauses
        )
        for slot in same:
            why = why_not_owed(asked, history, slot)
            is_covered = pause_of(asked, slot) is not None
            expected = (touched or is_covered) and why not in {"backdated", "flown_over"}
            assert (why in {"paused", "safety_stopped"}) == expected
