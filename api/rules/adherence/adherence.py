"""Adherence: how much of the prescribed work was done, with its denominator and its reasons.

Percentages are computed exactly and rounded to one decimal only for the result. A band is chosen
before rounding: 79.96 % is shown as 80.0 and is in band `middle`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.rules.adherence.items import (
    Band,
    Counts,
    Item,
    Missing,
    MostSkipped,
    band,
    item_of,
    missing,
    most_skipped,
    percent,
    tally,
)
from api.rules.adherence.mixes import WeekChange, week_changes
from api.rules.adherence.outcomes import (
    Excused,
    LoggedOutcome,
    Outcome,
    SlotOutcome,
    added,
    by_plan,
    counted_by_week,
    outcomes_of,
    slot_outcomes,
)
from api.rules.decimals import rounded
from api.rules.definitions import DEFINITIONS
from api.rules.instants import History
from api.rules.plan.plans import HABIT, Plan, monday_of, week_of

__all__ = [
    "Adherence",
    "Item",
    "LoggedOutcome",
    "MostSkipped",
    "Outcome",
    "Overall",
    "SlotOutcome",
    "Week",
    "WeekChange",
    "adherence",
    "rated",
    "slot_outcomes",
]


@dataclass(frozen=True, slots=True)
class Overall:
    """Credit / due over all exercises, in slots.

    When too few slots are due, `percent` and `band` are None and `reason` says so. `excused` slots
    were not due, `self_excused` of them by the client's own word; where these are more than the due
    ones, `mostly_excused`, a band is told only if it is low.
    """

    due: int
    credit: float
    percent: float | None
    band: Band | None
    reason: Missing | None
    excused: int = 0
    self_excused: int = 0
    mostly_excused: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """An `Overall` of one week, Monday to Sunday, limited to the dates asked for."""

    monday: date
    due: int
    credit: float
    percent: float | None
    band: Band | None
    reason: Missing | None
    excused: int = 0
    self_excused: int = 0
    mostly_excused: bool = False


@dataclass(frozen=True, slots=True)
class Adherence:
    """The adherence of one client over local dates; `definition_version` says how it is defined."""

    definition_version: str
    overall: Overall
    weeks: tuple[Week, ...]
    week_changes: tuple[WeekChange, ...]
    items: tuple[Item, ...]
    most_skipped: MostSkipped | None
    most_skipped_habit: MostSkipped | None


def adherence(
    plans: Sequence[Plan],
    history: History,
    logs: Iterable[LoggedOutcome],
    excused_on: frozenset[date],
    from_on: date,
    to_on: date,
    now: datetime,
    own_on: frozenset[date] = frozenset(),
) -> Adherence:
    """Return the adherence on local dates from..to, with one item per plan, in the given order.

    Of the dates excused, `own_on` are those that the client excused herself. Habits appear as items
    and in `most_skipped_habit` alone. With fewer than three slots due there is a reason instead of
    a percentage; an empty day is never 100 %.
    """
    told, excused = by_plan(logs), Excused(excused_on, own_on)
    judged = [
        outcomes_of(plan, history, told[plan.prescription_id], excused, from_on, to_on, now)
        for plan in plans
    ]
    weekly = [counted_by_week(outcomes) for outcomes in judged]
    items = [item_of(plan, added(of.values())) for plan, of in zip(plans, weekly, strict=True)]
    exercises = [of for plan, of in zip(plans, weekly, strict=True) if not plan.is_habit]
    weeks = range(week_of(from_on), week_of(to_on) + 1)
    by_week = [added(of[week] for of in exercises if week in of) for week in weeks]
    return Adherence(
        DEFINITIONS.definition_version,
        rated(added(by_week)),
        tuple(
            Week(monday_of(week), *_figures(counts))
            for week, counts in zip(weeks, by_week, strict=True)
        ),
        week_changes(exercises, weeks),
        tuple(items),
        *(
            most_skipped([item for item in items if (item.kind == HABIT) == is_habit])
            for is_habit in (False, True)
        ),
    )


def rated(counts: Counts) -> Overall:
    """Return the figures of slots, given how many became what."""
    return Overall(*_figures(counts))


def _figures(
    counts: Counts,
) -> tuple[int, float, float | None, Band | None, Missing | None, int, int, bool]:
    total = tally(counts)
    credit = rounded(total.credit, total.whole)
    rate = total.due, credit, percent(total), band(total), missing(total)
    return *rate, total.excused, total.self_excused, total.mostly_excused
