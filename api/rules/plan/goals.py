"""Goals in a client's words: how many she has at a time, and what a change of one does to it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

ACTIVE = "active"
STATES = (ACTIVE, "reached", "ended")
MOST_ACTIVE = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as it stands; `earlier` has the words of before, oldest first.

    Each of them is `{"text": ..., "until_on": ...}`.
    """

    text: str
    state: str
    ended_on: date | None
    earlier: tuple[dict[str, Any], ...] = ()

    @property
    def is_active(self) -> bool:
        return self.state == ACTIVE


def edited(goal: Goal, text: str | None, state: str | None, today: date) -> Goal:
    """Return a goal after an edit; None leaves as it is.

    It ends on the client's today, once: another word for how it ended keeps the date. What she has
    rated keeps its words, so new ones take none away.
    """
    words = goal.text if text is None else text
    if words != goal.text:
        before = {"text": goal.text, "until_on": today.isoformat()}
        goal = replace(goal, text=words, earlier=(*goal.earlier, before))
    state = state or goal.state
    ended_on = None if state == ACTIVE else goal.ended_on or today
    return replace(goal, state=state, ended_on=ended_on)


def is_one_too_many(before: Goal | None, after: Goal, others_active: int) -> bool:
    """Tell whether a goal that becomes active finds as many as a client can have; None: a new one.

    One that is active already is never too many.
    """
    becomes = after.is_active and (before is None or not before.is_active)
    return becomes and others_active >= MOST_ACTIVE
