"""Exact figures over calendar days: means, completeness of check-ins, days with medicine.

Gaps are never filled in; each figure says on how many days it is based.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import Literal

from api.rules.definitions import DEFINITIONS
from api.rules.insights.trends import DailyCheckIn

Missing = Literal["insufficient_data", "no_baseline", "no_episode", "no_session", "too_uniform"]
"""Why there is no figure."""
Diary = Mapping[date, DailyCheckIn]
"""A client's check-ins by date; a date without one is absent."""
Answers = dict[date, int]
"""One answer of the diary by date; a date without one is absent."""
Asked = Callable[[DailyCheckIn], int | None]
PAIN: Asked = attrgetter("pain_average")
WORST_PAIN: Asked = attrgetter("pain_worst")
SLEEP: Asked = attrgetter("sleep_quality")
STRESS: Asked = attrgetter("stress")


@dataclass(frozen=True, slots=True)
class Mean:
    """The exact mean of the `logged` among `due` days; None and a `reason` with too few answers."""

    value: Fraction | None
    logged: int
    due: int
    reason: Missing | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """Days with a check-in, days that could have one, and the longest run of missing days."""

    logged: int
    due: int
    longest_gap: int

    @property
    def is_enough(self) -> bool:
        """Whether there were enough days to judge completeness."""
        return self.due >= DEFINITIONS.least_due_gaps

    @property
    def has_gaps(self) -> bool:
        """Whether there were enough days and half of them or more are missing."""
        return self.is_enough and 2 * (self.due - self.logged) >= self.due


@dataclass(frozen=True, slots=True)
class Medicine:
    """Days with medicine among days with an answer; `percent` None and a `reason` if too few."""

    used: int
    logged: int
    percent: Fraction | None
    reason: Missing | None = None


def answers(diary: Diary, of: Asked) -> Answers:
    """Return the answer to one question by date, without the dates that lack it."""
    told = zip(diary, map(of, diary.values()), strict=True)
    return {on: value for on, value in told if value is not None}


def days(first: date, last: date) -> list[date]:
    """Return the dates from first to last, both included; none when last is before first."""
    return list(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))


def middle(values: Iterable[int]) -> Fraction:
    """Return the exact median of at least one whole number."""
    ordered = sorted(values)
    n = len(ordered)
    return Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)


def mean(values: Answers, over: Sequence[date], least: int) -> Mean:
    """Return the mean over given dates, or a reason when fewer than `least` have an answer."""
    logged = [values[on] for on in over if on in values]
    if len(logged) < least:
        return Mean(None, len(logged), len(over), "insufficient_data")
    return Mean(Fraction(sum(logged), len(logged)), len(logged), len(over))


def completeness(logged_on: Collection[date], over: Sequence[date]) -> Completeness:
    """Return the completeness of check-ins over calendar days, given in order."""
    longest = gap = 0
    for on in over:
        gap = 0 if on in logged_on else gap + 1
        longest = max(longest, gap)
    return Completeness(sum(on in logged_on for on in over), len(over), longest)


def medicine(diary: Diary, over: Sequence[date]) -> Medicine:
    """Return on how many of the given dates the client took medicine for pain."""
    told = [diary[on].pain_medicine for on in over if on in diary]
    known = [taken for taken in told if taken is not None]
    if len(known) < DEFINITIONS.least_medicine:
        return Medicine(sum(known), len(known), None, "insufficient_data")
    return Medicine(sum(known), len(known), Fraction(100 * sum(known), len(known)))
