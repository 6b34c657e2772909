"""What stands beside a change of pain: worst pain, days of high pain, and how much was logged."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Mean, Missing, days, mean
from api.rules.instants import A_DAY


@dataclass(frozen=True, slots=True)
class WorstPain:
    """Mean worst pain of the baseline and of the current days, and their exact difference."""

    before: Mean
    now: Mean
    absolute: Fraction | None
    reason: Missing | None = None


@dataclass(frozen=True, slots=True)
class HighPain:
    """Days with high worst pain among days on which it was told; None with too few of these."""

    high: int
    logged: int
    percent: Fraction | None
    reason: Missing | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Of the days due among the current ones how many have pain, and the usual share in percent.

    `is_fewer`: clearly fewer than usual, so that the current mean may be of her better days.
    """

    logged: int
    due: int
    usual_percent: Fraction | None
    is_fewer: bool | None
    reason: Missing | None = None


def worst_pain(pain_worst: Answers, before: Sequence[date], now: Sequence[date]) -> WorstPain:
    """Return the means of worst pain over the dates of the baseline and the current ones."""
    least = DEFINITIONS.least_of_week
    first, last = mean(pain_worst, before, least), mean(pain_worst, now, least)
    if first.value is None:
        return WorstPain(first, last, None, "no_baseline")
    if last.value is None:
        return WorstPain(first, last, None, last.reason)
    return WorstPain(first, last, last.value - first.value)


def high_pain(pain_worst: Answers, over: Sequence[date]) -> HighPain:
    """Return on how many of the given dates worst pain was high."""
    told = [pain_worst[on] for on in over if on in pain_worst]
    high = sum(value >= DEFINITIONS.high_pain for value in told)
    if len(told) < DEFINITIONS.least_of_week:
        return HighPain(high, len(told), None, "insufficient_data")
    return HighPain(high, len(told), Fraction(100 * high, len(told)))


def rhythm(pain: Answers, now: Sequence[date], due: Set[date], as_of: date) -> Rhythm:
    """Return how much was logged of the current dates, against the 28 days before them.

    Only dates that were due count. Fewer is when two days or more are missing of what the usual
    share would give. People skip bad days more often than good ones.
    """
    first_on = now[0] if now else as_of + A_DAY
    usual = days(first_on - DEFINITIONS.rhythm_days * A_DAY, first_on - A_DAY)
    lately, before = [[on for on in over if on in due] for over in (now, usual)]
    logged = sum(on in pain for on in lately)
    if len(before) < DEFINITIONS.least_due_gaps:
        return Rhythm(logged, len(lately), None, None, "insufficient_data")
    share = Fraction(sum(on in pain for on in before), len(before))
    is_fewer = share * len(lately) - logged >= DEFINITIONS.fewer_days
    return Rhythm(logged, len(lately), 100 * share, is_fewer)
