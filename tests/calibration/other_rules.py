"""Definitions that were not chosen, beside those that were: made of the product's own pieces.

They fit `looking.Rule`: evidence in pain as of a date.
"""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from api.rules.appointments.courses import Standing
from api.rules.definitions import Definitions
from api.rules.insights import alarms
from api.rules.insights.alerts import PAIN_BACK, evidence_of_pain
from api.rules.insights.baselines import progress
from api.rules.insights.evidence import Evidence
from api.rules.insights.means import Answers, days
from api.rules.insights.rises import NOTHING, Ratings, Sums, is_clear_rise, sums
from tests.calibration.looking import Rule

WEEK, WEEKS_BEFORE = 7, 28
LEAST, LEAST_BEFORE = 4, 10
POINTS = Fraction(3, 2)


def held_two_days(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """The last week above the 28 days before or the baseline by 1.96 errors, on two days."""
    return _of_week(pain, where, as_of, Fraction(49, 25), held=2, with_baseline=True)


def week_alone(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """The last week above the 28 days before by 2.33 errors."""
    return _of_week(pain, where, as_of, Fraction(233, 100), held=1, with_baseline=False)


def severe_alone(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """Today's rule of severe pain without the others, as of a day with an entry."""
    found = alarms.severe(Ratings(pain, as_of - PAIN_BACK, as_of), hard_on)
    return [Evidence("severe", **found._asdict())] if found else []


def with_constants(of: Rule = evidence_of_pain, **changed: Any) -> Rule:
    """Return today's rules with other constants."""

    others = replace(alarms.DEFINITIONS, **changed)

    def rule(
        pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
    ) -> list[Evidence]:
        with _constants(others):
            return of(pain, where, as_of, hard_on)

    return rule


@contextmanager
def _constants(others: Definitions) -> Iterator[None]:
    kept = alarms.DEFINITIONS
    alarms.DEFINITIONS = others
    try:
        yield
    finally:
        alarms.DEFINITIONS = kept


def _of_week(
    pain: Answers, where: Standing, as_of: date, errors: Fraction, held: int, with_baseline: bool
) -> list[Evidence]:
    ratings = Ratings(pain, as_of - PAIN_BACK, as_of)
    start = progress(pain, where, as_of).baseline if with_baseline else None
    base = (
        sums([pain[on] for on in days(start.first_on, start.last_on) if on in pain])
        if start and start.last_on and start.mean.reason is None
        else NOTHING
    )
    base_until = start.last_on.toordinal() if start and start.last_on else 0

    def is_worse(day: int) -> bool:
        first = day - WEEK + 1
        before = ratings.between(first - WEEKS_BEFORE, first - 1)
        after = ratings.between(first, day)
        since = ratings.between(max(first, base_until + 1), day)
        return _is_clear(after, before, LEAST_BEFORE, errors) or _is_clear(
            since, base, LEAST, errors
        )

    def found(i: int) -> alarms.Found | None:
        latest = ratings.logged_on[max(0, i - held + 1) : i + 1]
        if len(latest) == held and all(map(is_worse, latest)):
            return alarms.Found("above", latest[-1] - WEEK + 1)
        return None

    if not ratings.logged_on:
        return []
    alarm = alarms.alarm(ratings, found, WEEK)
    return [Evidence("worsening", **alarm._asdict())] if alarm else []


def _is_clear(after: Sums, before: Sums, least: int, errors: Fraction) -> bool:
    is_enough = after.n >= LEAST and before.n >= least
    return is_enough and is_clear_rise(after, before, POINTS, errors)
