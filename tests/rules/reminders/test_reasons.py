"""Why a reminder does not leave: each reason has a state, each order tells the first of them."""

import pytest

from api.rules.reminders.ledger import LEDGER_REASONS
from api.rules.reminders.reasons import (
    AS_IT_LEAVES,
    AS_THE_PLAN_CHANGES,
    BRIEF_MISSED,
    BRIEF_TAKEN_BACK,
    ENDS,
    SLOT_TAKEN_BACK,
    WITHOUT_A_REMINDER,
    why_not,
)
from api.tables.reminders import REASONS, STATES

ORDERS = (AS_IT_LEAVES, AS_THE_PLAN_CHANGES, WITHOUT_A_REMINDER)
SETS = (*ORDERS, SLOT_TAKEN_BACK, BRIEF_TAKEN_BACK, BRIEF_MISSED)


def test_every_reason_there_is_comes_with_one_state():
    assert set(ENDS) == {*REASONS, *LEDGER_REASONS}
    assert all(end.reason == reason and end.state in STATES for reason, end in ENDS.items())


@pytest.mark.parametrize("some", SETS)
def test_each_set_holds_reasons_that_there_are_and_none_twice(some):
    assert len(set(some)) == len(some)
    assert set(some) <= set(ENDS)


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_reason_that_holds_is_told(order):
    for place, reason in enumerate(order):
        # Whatever comes after it holds as well, whatever comes before it is known not to.
        known = {each: at >= place for at, each in enumerate(order)}
        assert why_not(known, order) == ENDS[reason]
        assert why_not({reason: True}, order) == ENDS[reason]


@pytest.mark.parametrize("order", ORDERS)
def test_without_a_reason_of_the_order_it_leaves(order):
    assert why_not({}, order) is None
    assert why_not({"refused": True}, order) is None


def test_what_only_the_ledger_tells_is_asked_of_no_reminder():
    assert not {*AS_IT_LEAVES, *AS_THE_PLAN_CHANGES} & {*LEDGER_REASONS}
