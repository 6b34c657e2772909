"""Goals: what an edit leaves of one, and how many a client has at a time."""

from dataclasses import replace
from datetime import date

import pytest

from api.rules.plan.goals import MOST_ACTIVE, Goal, edited, is_one_too_many

TODAY, BEFORE = date(2026, 3, 2), date(2026, 2, 1)
LIFT = Goal("Lift my child", "active", None)
REACHED = replace(LIFT, state="reached", ended_on=BEFORE)
TEXT = {"text": "Lift my child", "until_on": "2026-03-02"}


@pytest.mark.parametrize(
    ("goal", "text", "state", "after"),
    [
        (LIFT, None, None, LIFT),
        (LIFT, "Lift my child", "active", LIFT),
        (LIFT, "Lift Mia", None, replace(LIFT, text="Lift Mia", earlier=(TEXT,))),
        (LIFT, None, "reached", replace(LIFT, state="reached", ended_on=TODAY)),
        (LIFT, None, "ended", replace(LIFT, state="ended", ended_on=TODAY)),
        # How it ended is said anew, not when.
        (REACHED, None, "ended", replace(REACHED, state="ended")),
        (REACHED, "Lift Mia", None, replace(REACHED, text="Lift Mia", earlier=(TEXT,))),
        (REACHED, None, "active", LIFT),
    ],
)
def test_an_edit_ends_a_goal_once_and_keeps_the_words_that_were_rated(goal, text, state, after):
    assert edited(goal, text, state, TODAY) == after


def test_words_are_kept_in_the_order_in_which_they_held():
    twice = edited(edited(LIFT, "Carry Mia", None, BEFORE), "Carry her up", None, TODAY)
    assert [(each["text"], each["until_on"]) for each in twice.earlier] == [
        ("Lift my child", "2026-02-01"),
        ("Carry Mia", "2026-03-02"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "others", "too_many"),
    [
        (None, LIFT, MOST_ACTIVE - 1, False),
        (None, LIFT, MOST_ACTIVE, True),
        (REACHED, LIFT, MOST_ACTIVE - 1, False),
        (REACHED, LIFT, MOST_ACTIVE, True),
        # It is one of them.
        (LIFT, replace(LIFT, text="Lift Mia"), MOST_ACTIVE, False),
        (LIFT, REACHED, MOST_ACTIVE, False),
        (REACHED, replace(REACHED, state="ended"), MOST_ACTIVE, False),
    ],
)
def test_a_client_has_three_goals_at_a_time(before, after, others, too_many):
    assert is_one_too_many(before, after, others) == too_many
