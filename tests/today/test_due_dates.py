"""A streak asks for single dates; it must hear what the whole calendar would say."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from api.care.plans import CarePlan
from api.rules.instants import History
from api.rules.plan.owed import why_not_owed
from api.rules.plan.plans import Plan
from api.rules.plan.schedules import duty_slots
from api.today import DueDates
from tests.rules.plan.test_schedules_properties import FROM, HISTORIES, TO, plans


@settings(max_examples=60)
@given(st.lists(plans(), max_size=3), HISTORIES)
def test_a_date_is_due_when_a_slot_of_it_was_owed(asked: list[Plan], history: History) -> None:
    due = DueDates(CarePlan((), tuple(asked), history, frozenset()))
    expected = {
        slot.local_date
        for plan in asked
        for slot in duty_slots(plan, history, FROM, TO)
        if why_not_owed(plan, history, slot) is None
    }
    dates = {FROM + timedelta(days=n) for n in range((TO - FROM).days + 1)}
    assert {day for day in dates if day in due} == expected
