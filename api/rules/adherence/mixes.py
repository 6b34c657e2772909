"""From week to week: what changed in the same exercises, apart from which exercises there were.

An overall percentage may rise because an easy exercise joined or a hard one went, and nothing was
done better.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from api.rules.adherence.items import Tally, percent, tally
from api.rules.adherence.outcomes import SlotOutcome, counted
from api.rules.decimals import exact_sum
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import monday_of, week_of

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


def week_changes(
    exercises: Iterable[Sequence[SlotOutcome]], from_on: date, to_on: date
) -> tuple[WeekChange, ...]:
    """Return how each week of dates from..to compares with the one before, given each exercise."""
    weeks: dict[int, dict[int, Tally]] = defaultdict(dict)
    for item, outcomes in enumerate(exercises):
        for week, total in _by_week(outcomes).items():
            if total.due:
                weeks[week][item] = total
    return tuple(
        _change(week, weeks[before], weeks[week])
        for before, week in pairwise(range(week_of(from_on), week_of(to_on) + 1))
        if before in weeks and week in weeks
    )


def _by_week(outcomes: Iterable[SlotOutcome]) -> dict[int, Tally]:
    found: dict[int, list[SlotOutcome]] = defaultdict(list)
    for outcome in outcomes:
        found[week_of(outcome.slot.local_date)].append(outcome)
    return {week: tally(counted(within)) for week, within in found.items()}


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
