"""Why a slot has no reminder: the order of the reasons, and which dates may be asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.instants import A_DAY
from api.rules.plan.cues import Nudges
from api.rules.plan.plans import Pause, Plan
from api.rules.plan.schedules import cue_slots
from api.rules.reminders.ledger import MOST_DATES, refused_dates, unplanned
from tests.rules.plan.plans import BERLIN, LONG_AGO, at, plan, schedule, version

MONDAY = date(2026, 3, 2)
DUE, AFTER, BEFORE = at(2026, 3, 2, 7), at(2026, 3, 2, 12), at(2026, 3, 2, 6)
EXCUSED, NOT = frozenset({MONDAY}), frozenset[date]()
PAUSED = (Pause(LONG_AGO, None, safety=False),)
STOPPED = (*PAUSED, Pause(BEFORE, AFTER, safety=True))
OVER = (Pause(LONG_AGO, DUE, safety=True),)
ASKED = version(schedule())
OFF = version(schedule(), remind=False)
LATE = version(schedule(), committed_at=AFTER)
ON_TIME = version(schedule(), committed_at=DUE)

# In this order each reason hides those after it.
CASES = [
    pytest.param(OFF, STOPPED, EXCUSED, AFTER, ("skipped", "off"), id="off before all"),
    pytest.param(LATE, STOPPED, EXCUSED, AFTER, ("skipped", "backdated"), id="made later"),
    pytest.param(ON_TIME, (), NOT, AFTER, ("skipped", "backdated"), id="made when it was due"),
    pytest.param(ASKED, STOPPED, EXCUSED, AFTER, ("skipped", "excused"), id="excused"),
    pytest.param(ASKED, STOPPED, NOT, AFTER, ("skipped", "safety"), id="safety before a pause"),
    pytest.param(ASKED, PAUSED, NOT, AFTER, ("skipped", "paused"), id="paused"),
    pytest.param(ASKED, PAUSED, NOT, BEFORE, ("skipped", "paused"), id="paused and to come"),
    pytest.param(ASKED, OVER, NOT, AFTER, ("expired", "not_planned"), id="resumed by then"),
    pytest.param(ASKED, (), NOT, DUE, ("expired", "not_planned"), id="due now"),
    pytest.param(ASKED, (), NOT, BEFORE, ("planned", None), id="still to come"),
]


@pytest.mark.parametrize(("asked", "pauses", "excused", "now", "expected"), CASES)
def test_a_slot_without_a_reminder_has_one_reason(asked, pauses, excused, now, expected):
    one = plan(asked, pauses=pauses)
    (found,) = unplanned([one], BERLIN, excused, set(), (MONDAY, MONDAY), now)
    assert (found.state, found.reason) == expected
    assert (found.source, found.slot.due_at) == ("prescription", DUE)


def test_what_has_a_reminder_is_left_out_and_nothing_else():
    one = plan(version(schedule("08:00", "20:00")))
    known = {(one.prescription_id, MONDAY, "08:00"), (None, MONDAY, "20:00")}
    found = unplanned([one], BERLIN, NOT, known, (MONDAY, MONDAY + A_DAY), AFTER)
    assert [(each.slot.local_date, each.slot.slot) for each in found] == [
        (MONDAY, "20:00"),
        (MONDAY + A_DAY, "08:00"),
        (MONDAY + A_DAY, "20:00"),
    ]


def test_each_cue_of_a_habit_is_a_slot():
    cues = schedule(times=(), nudges=Nudges(3, at(2026, 3, 2, 9).time(), at(2026, 3, 2, 17).time()))
    found = unplanned(
        [plan(version(cues), kind="habit")], BERLIN, NOT, set(), (MONDAY, MONDAY), AFTER
    )
    assert {(each.source, each.slot.slot) for each in found} == {
        ("nudge", "n1"),
        ("nudge", "n2"),
        ("nudge", "n3"),
    }


def test_an_edit_that_turned_reminders_off_leaves_what_was_due_before_it():
    edit = version(schedule("08:00", "20:00"), 2, remind=False, committed_at=AFTER)
    one = plan(version(schedule("08:00", "20:00")), edit)
    found = unplanned([one], BERLIN, NOT, set(), (MONDAY, MONDAY), AFTER)
    assert [each.reason for each in found] == ["not_planned", "off"]


def test_what_was_stopped_by_then_is_no_slot():
    one = plan(stopped_at=DUE)
    assert unplanned([one], BERLIN, NOT, set(), (MONDAY, MONDAY + A_DAY), AFTER) == []


@given(
    st.integers(0, 20),
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(-9, 20), st.integers(1, 9), st.booleans()), max_size=3),
    st.sets(st.integers(0, 20)),
)
def test_every_slot_of_a_plan_is_there_once_either_way(known, now, pauses, excused):
    spans = tuple(
        Pause(DUE + first * A_DAY, DUE + (first + length) * A_DAY, safety)
        for first, length, safety in pauses
    )
    one: Plan = plan(version(schedule("08:00", "20:00")), pauses=spans)
    dates = (MONDAY, MONDAY + 20 * A_DAY)
    slots = [(s.prescription_id, s.local_date, s.slot) for s in cue_slots(one, BERLIN, *dates)]
    made = set(slots[:known])
    free = frozenset(MONDAY + day * A_DAY for day in excused)
    found = unplanned([one], BERLIN, free, made, dates, DUE + now * A_DAY)
    rest = [(u.slot.prescription_id, u.slot.local_date, u.slot.slot) for u in found]
    assert sorted(slots) == sorted([*made, *rest])
    assert all((each.reason is None) == (each.state == "planned") for each in found)


@pytest.mark.parametrize(
    ("from_in", "to_in", "refused"),
    [
        (-92, -1, None),
        (-91, 0, None),
        (7, 7, None),
        (-92, 0, ("from", "range_too_long")),
        (-93, -93, ("from", "too_long_ago")),
        (0, 8, ("to", "too_far_ahead")),
        (1, 0, ("from", "after_to")),
    ],
)
def test_a_ledger_reaches_so_far_and_no_further(from_in, to_in, refused):
    assert refused_dates(MONDAY + from_in * A_DAY, MONDAY + to_in * A_DAY, MONDAY) == refused
    assert MOST_DATES == 92
