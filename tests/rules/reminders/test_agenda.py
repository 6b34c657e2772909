"""What a client is to be reminded of: the slots of her items and her check-ins."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.instants import ZoneSpan, instant_in_history
from api.rules.plan.plans import Pause
from api.rules.plan.schedules import reminder_slots
from api.rules.reminders.agenda import (
    CHECK_IN,
    CHECK_IN_WINDOW,
    SUNDAY,
    WEEKLY,
    Due,
    Subject,
    agenda,
    is_done,
)
from tests.rules.plan.plans import BERLIN, LONG_AGO, at, living_in, plan, schedule, version

ANA = UUID(int=7)
HALF_PAST_SIX = time(18, 30)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Antarctica/Troll",
]
HER = Subject(ANA, (), BERLIN, HALF_PAST_SIX, frozenset())


def living_through(history: tuple[ZoneSpan, ...], **changed: Any) -> Subject:
    return replace(HER, history=history, **changed)


def check_ins(subject: Subject, after: datetime, days: int = 3) -> dict[date, datetime]:
    """Return when she is asked to check in, by date."""
    found = agenda(subject, after, after + timedelta(days=days))
    return {due.local_date: due.due_at for due in found if due.source == CHECK_IN}


def test_a_check_in_is_asked_once_a_day_at_her_time_for_two_hours():
    found = agenda(HER, at(2026, 3, 2), at(2026, 3, 4))
    assert found == [
        Due(
            source="check_in",
            subject_id=ANA,
            prescription_id=None,
            local_date=date(2026, 3, day),
            slot="check_in",
            due_at=at(2026, 3, day, 17, 30),
            closes_at=at(2026, 3, day, 19, 30),
        )
        for day in (2, 3)
    ]


def test_a_week_is_asked_about_on_its_sunday_with_the_day():
    found = agenda(HER, at(2026, 3, 2), at(2026, 3, 23))
    weekly = [due for due in found if due.source == WEEKLY]
    assert [(due.local_date, due.slot) for due in weekly] == [
        (date(2026, 3, day), WEEKLY) for day in (8, 15, 22)
    ]
    daily = {due.local_date: due for due in found if due.source == CHECK_IN}
    for due in weekly:
        assert due == replace(daily[due.local_date], source=WEEKLY, slot=WEEKLY)
    excused = replace(HER, excused_on=frozenset({date(2026, 3, 8)}))
    assert WEEKLY not in {due.slot for due in agenda(excused, at(2026, 3, 2), at(2026, 3, 10))}


def test_who_is_not_asked_has_no_check_ins():
    assert agenda(replace(HER, check_in_at=None), at(2026, 3, 2), at(2026, 3, 9)) == []


def test_the_span_is_open_at_its_beginning_and_closed_at_its_end():
    due = at(2026, 3, 2, 17, 30)
    assert check_ins(HER, due, 0) == {}
    assert [each.due_at for each in agenda(HER, due - timedelta.resolution, due)] == [due]
    assert agenda(HER, due, due + timedelta(hours=23)) == []


def test_a_check_in_inside_a_gap_moves_forward_by_the_gap():
    her = replace(HER, check_in_at=time(2, 30))
    found = check_ins(her, at(2026, 3, 28))
    assert found[date(2026, 3, 28)] == at(2026, 3, 28, 1, 30)
    # 29 March has no 02:30 in Berlin; the clock reads 03:30.
    assert found[date(2026, 3, 29)] == at(2026, 3, 29, 1, 30)
    assert found[date(2026, 3, 30)] == at(2026, 3, 30, 0, 30)


def test_a_check_in_in_a_repeated_hour_is_asked_once_the_first_time():
    her = replace(HER, check_in_at=time(2, 30))
    found = agenda(her, at(2026, 10, 24, 12), at(2026, 10, 25, 12))
    # It is a Sunday.
    first = at(2026, 10, 25, 0, 30)
    assert [(due.source, due.due_at) for due in found] == [(CHECK_IN, first), (WEEKLY, first)]


def test_a_gap_at_the_end_of_a_day_leaves_the_check_in_to_its_own_date():
    her = living_through(living_in(("America/Nuuk", LONG_AGO)), check_in_at=time(23, 30))
    # At 23:00 that night the clock jumps to midnight: it reads 00:30 of the 31st.
    assert check_ins(her, at(2024, 3, 30, 12), 2) == {
        date(2024, 3, 30): at(2024, 3, 31, 1, 30),
        date(2024, 3, 31): at(2024, 4, 1, 0, 30),
    }


def test_a_date_that_does_not_exist_has_no_check_in():
    her = living_through(living_in(("Pacific/Apia", LONG_AGO)))
    assert list(check_ins(her, at(2011, 12, 29), 4)) == [
        date(2011, 12, 28),
        date(2011, 12, 29),
        date(2011, 12, 31),
        date(2012, 1, 1),
    ]


def test_a_check_in_follows_her_when_she_travels():
    flown = living_in(("Europe/Berlin", LONG_AGO), ("America/New_York", at(2026, 3, 3, 9)))
    assert check_ins(living_through(flown), at(2026, 3, 2)) == {
        date(2026, 3, 2): at(2026, 3, 2, 17, 30),
        date(2026, 3, 3): at(2026, 3, 3, 23, 30),
        date(2026, 3, 4): at(2026, 3, 4, 23, 30),
    }


def test_a_check_in_flown_over_is_asked_for_no_later_than_she_lands():
    """Its instant lies before her arrival, so the planner leaves it out of what is to come."""
    landed = at(2026, 3, 3, 17)
    flown = living_in(("Europe/Berlin", LONG_AGO), ("Pacific/Auckland", landed))
    assert check_ins(living_through(flown), at(2026, 3, 3))[date(2026, 3, 3)] < landed


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2037, 1, 1)), st.times())
def test_in_every_zone_each_date_that_exists_has_one_check_in(zone, day, wall):
    wall = wall.replace(second=0, microsecond=0)
    her = living_through(living_in((zone, LONG_AGO)), check_in_at=wall)
    start = datetime.combine(day, time.min, UTC)
    found = agenda(her, start, start + timedelta(days=5))
    dates = [due.local_date for due in found if due.source == CHECK_IN]
    assert len(dates) == len(set(dates)) >= 4
    weekly = [due.local_date for due in found if due.source == WEEKLY]
    assert weekly == [on for on in dates if on.isoweekday() == SUNDAY]
    assert len(found) == len(dates) + len(weekly)
    for due in found:
        assert due.due_at == instant_in_history(due.local_date, wall, her.history)
        assert due.closes_at - due.due_at == CHECK_IN_WINDOW


@pytest.mark.parametrize("kind", ["stretch", "habit"])
def test_the_reminders_of_an_item_are_its_slots_cues_of_a_habit_are_nudges(kind):
    item = plan(version(schedule("08:00", "20:00")), kind=kind)
    her = replace(HER, plans=(item,), check_in_at=None)
    found = agenda(her, at(2026, 3, 2), at(2026, 3, 3))
    slots = reminder_slots(item, BERLIN, date(2026, 3, 2), date(2026, 3, 2))
    assert {due.source for due in found} == {"nudge" if kind == "habit" else "prescription"}
    assert [(due.local_date, due.slot, due.due_at, due.closes_at) for due in found] == [
        (slot.local_date, slot.slot, slot.due_at, slot.closes_at) for slot in slots
    ]
    assert {(due.subject_id, due.prescription_id) for due in found} == {(item.prescription_id,) * 2}


def test_an_item_without_reminders_keeps_silent_from_the_version_that_said_so():
    loud = version(schedule("08:00"))
    silent = version(
        schedule("08:00"),
        2,
        effective_on=date(2026, 3, 3),
        committed_at=at(2026, 3, 2),
        remind=False,
    )
    her = replace(HER, plans=(plan(loud, silent),), check_in_at=None)
    found = agenda(her, at(2026, 3, 1, 12), at(2026, 3, 6))
    assert [due.local_date for due in found] == [date(2026, 3, 2)]


def test_a_pause_silences_its_item_and_no_check_in():
    paused = plan(pauses=(Pause(at(2026, 3, 1), None, safety=True),))
    found = agenda(replace(HER, plans=(paused,)), at(2026, 3, 2), at(2026, 3, 4))
    assert {due.source for due in found} == {CHECK_IN}


def test_on_an_excused_date_nothing_is_asked_for():
    her = replace(HER, plans=(plan(),), excused_on=frozenset({date(2026, 3, 3)}))
    found = agenda(her, at(2026, 3, 2), at(2026, 3, 5))
    assert {due.local_date for due in found} == {date(2026, 3, 2), date(2026, 3, 4)}
    assert len(found) == 4


def test_a_slot_is_done_by_itself_or_by_the_answer_for_its_whole_day():
    item, other, on = UUID(int=1), UUID(int=2), date(2026, 3, 2)
    asked = (item, on, "n1")
    assert is_done(asked, {asked})
    assert is_done(asked, {(item, on, "day")})
    near = {(item, on, "n2"), (item, date(2026, 3, 3), "day"), (other, on, "day")}
    assert not is_done(asked, near)
