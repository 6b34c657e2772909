"""When pain itself gives reason for an alarm: it is severe, it flares, or it has worsened.

Each rule looks at days with an entry alone, so that a missing day changes nothing. An alarm is one
for as long as it lasts: it is dated from the first of the days that it was found on without a
longer break, five weeks back at most.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from api.rules.definitions import DEFINITIONS
from api.rules.insights.baselines import Baseline
from api.rules.insights.evidence import Evidence, Kind
from api.rules.insights.rises import Ratings, Sums, is_clear_rise, sums
from api.rules.insights.sessions import sore_days

# The last days of a flare; by how many points, and standard errors, they are above those before.
FLARES = (
    (2, DEFINITIONS.flare_points, DEFINITIONS.flare_errors_of_two_days),
    (3, DEFINITIONS.flare_points_of_three_days, DEFINITIONS.flare_errors),
    (4, DEFINITIONS.flare_points, DEFINITIONS.flare_errors),
)


class Found(NamedTuple):
    """What a rule finds as of a day: from which day on, and its figures as in an Evidence."""

    code: str
    first: int
    days: int | None = None
    peak: int | None = None
    after: Sums | None = None
    before: Sums | None = None


Rule = Callable[[int], Found | None]
"""Finds something as of the day of the entry with this index, or nothing."""


def severe(pain: Ratings, hard_on: Collection[date]) -> Evidence | None:
    """Return an alarm if pain is severe: high, or hard to bear, on most of the last logged days."""
    hard = {on.toordinal() for on in hard_on}
    return alarm("severe", pain, lambda i: _severe(pain, hard, i), DEFINITIONS.alert_days)


def flare(pain: Ratings, held_on: Iterable[date]) -> Evidence | None:
    """Return an alarm if the last days are clearly above the weeks before; not by soreness.

    `held_on` are the dates of sessions.
    """
    sore = {on.toordinal() for on in sore_days(held_on)}
    return alarm("flare", pain, lambda i: _flare(pain, sore, i), DEFINITIONS.flare_break_days)


def worsening(pain: Ratings, start: Baseline, of_start: Sums) -> Evidence | None:
    """Return an alarm if pain is clearly above that of the weeks before, or above the baseline.

    `of_start` are the sums of the baseline's dates.
    """
    return alarm(
        "worsening", pain, lambda i: _worse(pain, start, of_start, i), DEFINITIONS.alert_days
    )


def alarm(kind: Kind, pain: Ratings, rule: Rule, break_days: int) -> Evidence | None:
    """Return what is found as of the last entry, dated from when it was found first."""
    last = len(pain.logged_on) - 1
    found = rule(last)
    if found is None:
        return None
    return Evidence(
        kind,
        found.code,
        date.fromordinal(_first(pain, rule, found.first, break_days)),
        date.fromordinal(pain.logged_on[last]),
        found.days,
        found.peak,
        *_rise(found),
    )


def _first(pain: Ratings, rule: Rule, first: int, break_days: int) -> int:
    """Return the first day of an alarm that lasts: the rule is asked as of earlier entries."""
    held_on = last = pain.logged_on[-1]
    for i in range(len(pain.logged_on) - 2, -1, -1):
        day = pain.logged_on[i]
        if held_on - day > break_days or last - day >= DEFINITIONS.same_alarm_days:
            break
        found = rule(i)
        if found is not None:
            held_on, first = day, min(first, found.first)
    return max(first, last - DEFINITIONS.same_alarm_days + 1)


def _rise(found: Found) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if found.after is None or found.before is None:
        return None, None, None
    usual = found.before.mean
    absolute = found.after.mean - usual
    is_enough = usual >= DEFINITIONS.least_baseline_for_percent
    return usual, absolute, 100 * absolute / usual if is_enough else None


def _severe(pain: Ratings, hard: set[int], i: int) -> Found | None:
    day = pain.logged_on[i]
    week = pain.logged_on[max(0, i - DEFINITIONS.alert_days + 1) : i + 1]
    week = [each for each in week if day - each < DEFINITIONS.alert_days]
    if not (_is_severe(pain, week) or _is_hard(pain, week, hard)):
        return None
    latest = week[-DEFINITIONS.severe_of_days :]
    values = [pain.values[each] for each in latest]
    high = sum(value >= DEFINITIONS.high_pain for value in values)
    return Found("high_or_hard_to_bear", latest[0], days=high, peak=max(values))


def _is_severe(pain: Ratings, week: Sequence[int]) -> bool:
    """Tell whether pain is severe on most of the last of a week's logged days."""
    severe = DEFINITIONS.severe_pain
    values = [pain.values[each] for each in week[-DEFINITIONS.severe_of_days :]]
    if sum(value >= severe for value in values) >= DEFINITIONS.severe_days:
        return True
    lowest = min(values[-2:])
    if len(values) < 2 or lowest < severe:
        return False
    # Whoever logs every other day would else be told of late.
    is_few = sum(week[-1] - each < DEFINITIONS.severe_calendar_days for each in week) == 2
    return is_few or lowest >= DEFINITIONS.extreme_pain


def _is_hard(pain: Ratings, week: Sequence[int], hard: set[int]) -> bool:
    """Tell whether high pain was hard to bear on all the last of a week's logged days."""
    latest = week[-DEFINITIONS.severe_hard_days :]
    is_long = len(latest) == DEFINITIONS.severe_hard_days
    is_high = all(pain.values[each] >= DEFINITIONS.high_pain for each in latest)
    return is_long and is_high and hard.issuperset(latest)


def _flare(pain: Ratings, sore: Collection[int], i: int) -> Found | None:
    day = pain.logged_on[i]
    if day in sore:
        return None
    for length, points, errors in FLARES:
        first = day - length + 1
        latest = pain.logged_on[max(0, i - length + 1) : i + 1]
        values = [pain.values[each] for each in latest if each >= first and each not in sore]
        before = pain.between(first - DEFINITIONS.alarm_before_days, first - 1)
        if len(values) < DEFINITIONS.least_flare or before.n < DEFINITIONS.least_before_alarm:
            continue
        after, peak = sums(values), max(values)
        if peak >= DEFINITIONS.least_spike and is_clear_rise(after, before, points, errors):
            return Found("above_weeks_before", first, peak=peak, after=after, before=before)
    return None


def _worse(pain: Ratings, start: Baseline, of_start: Sums, i: int) -> Found | None:
    day = pain.logged_on[i]
    first = day - DEFINITIONS.worsening_days + 1
    after = pain.between(first, day)
    before = pain.between(first - DEFINITIONS.alarm_before_days, first - 1)
    if before.n >= DEFINITIONS.least_before_alarm and _is_worse(after, before):
        return Found("above_weeks_before", first, after=after, before=before)
    if start.last_on is None or start.mean.reason is not None:
        return None
    first = max(first, start.last_on.toordinal() + 1)
    after = pain.between(first, day)
    is_worse = _is_worse(after, of_start)
    return Found("above_baseline", first, after=after, before=of_start) if is_worse else None


def _is_worse(after: Sums, before: Sums) -> bool:
    is_enough = after.n >= DEFINITIONS.least_worsening
    is_felt = after.total > DEFINITIONS.calm_pain * after.n
    points, errors = DEFINITIONS.worsening_points, DEFINITIONS.worsening_errors
    return is_enough and is_felt and is_clear_rise(after, before, points, errors)
