"""Living through a client's ratings day by day: looks as the product makes them, told once each."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from api.rules.appointments.courses import Standing, standing
from api.rules.insights.alerts import is_new
from api.rules.insights.evidence import Evidence
from api.rules.insights.means import Answers
from tests.calibration.lives import FIRST, SESSIONS

Rule = Callable[[Answers, Standing, date, frozenset[date]], list[Evidence]]


class Told(NamedTuple):
    """An alert, and the day from the first check-in on which it was told, 0 for the first."""

    day: int
    kind: str


def told(
    rule: Rule,
    pain: Answers,
    hard_on: frozenset[date],
    days: int,
    sessions: Sequence[int] = SESSIONS,
    nightly: bool = True,
) -> list[Told]:
    """Return what is told of a client: she is looked at each night, and whenever she checks in.

    With `nightly` false only then, which is enough for what a night without news cannot change.
    """
    known: list[Evidence] = []
    found = []
    held_on = [FIRST + timedelta(days=day) for day in sessions]
    for day, seen in _looks(pain, days, nightly):
        on = FIRST + timedelta(days=day)
        for each in rule(seen, standing(held_on, [FIRST], on), on, hard_on):
            if is_new(each, known):
                known.append(each)
                found.append(Told(day, each.kind))
    return found


def _looks(pain: Answers, days: int, nightly: bool) -> Iterator[tuple[int, Answers]]:
    """Yield the day of each look, and the pain that is known by then."""
    seen: Answers = {}
    for day in range(days):
        if nightly:
            yield day, seen
        on = FIRST + timedelta(days=day)
        if on in pain:
            seen[on] = pain[on]
            yield day, seen
