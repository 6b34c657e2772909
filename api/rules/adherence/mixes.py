"""From week to week: what changed in the same exercises, apart from which exercises there were.

An overall percentage may rise because an easy exercise joined or a hard one went, and nothing was
done better.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from api.rules.adherence.items import Counts, Tally, percent, tally
from api.rules.decimals import exact_sum
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import monday_of

ByItem = Mapping[int, Tally]
"""What was due of each exercise in one week, without those of which nothing was."""


@dataclass(frozen=True, slots=True)
class WeekChange:
    """How the week of `monday` compares with the one before, where in both something was due.

    `same_items` is how many exercises were due in both; `before` and `percent` are credit / due of
    these alone, None where too few slots are due. `mix_changed`: an exercise was due in only one of
    the two. `only_by_mix`: the percentage of all rose, that of the same exercises did not; None if
    it rose while the mix changed and too little of the same was due to tell.
    """

    monday: date
    same_items: int
    before: float | None
    percent: float | None
    mix_changed: bool
    only_by_mix: bool | None


def week_changes(exercises: Iterable[Mapping[int, Counts]], weeks: range) -> tuple[WeekChange, ...]:
    """Return how each week compares with the one before, given the counts of each exercise.

    Weeks are numbered by `week_of`.
    """
    due: dict[int, dict[int, Tally]] = {week: {} for week in weeks}
    for item, weekly in enumerate(exercises):
        for week, counts in weekly.items():
            total = tally(counts)
            if total.due:
                due[week][item] = total
    return tuple(
        _change(week, due[before], due[week])
        for before, week in pairwise(weeks)
        if due[before] and due[week]
    )


def _change(week: int, before: ByItem, after: ByItem) -> WeekChange:
    same = before.keys() & after.keys()
    then, now = (_sum(of[item] for item in same) for of in (before, after))
    mix_changed = before.keys() != after.keys()
    only_by_mix: bool | None = False
    if mix_changed and _rose(_sum(before.values()), _sum(after.values())):
        rose = _rose(then, now)
        only_by_mix = None if rose is None else not rose
    return WeekChange(
        monday_of(week), len(same), percent(then), percent(now), mix_changed, only_by_mix
    )


def _rose(before: Tally, after: Tally) -> bool | None:
    """Tell whether a percentage rose, before rounding; None when too few slots were due."""
    if min(before.due, after.due) < DEFINITIONS.least_due:
        return None
    then, now = before.credit * after.whole * after.due, after.credit * before.whole * before.due
    return now > then


def _sum(tallies: Iterable[Tally]) -> Tally:
    each = list(tallies)
    return Tally(sum(one.due for one in each), *exact_sum((one.credit, one.whole) for one in each))
