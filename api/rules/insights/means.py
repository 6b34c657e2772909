"""A mean over calendar days, exact, with how many of them were logged; a gap is never filled."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from api.rules.insights.trends import DailyEntry

Missing = Literal["insufficient_data", "no_baseline", "no_episode", "no_session", "too_uniform"]
"""Why there is no figure."""
Diary = Mapping[date, DailyEntry]
"""A client's check-ins by date; a date without one is absent."""
Answers = dict[date, int]
"""One answer of the diary by date; a date without one is absent."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The exact mean over `due` days of which `logged` have an answer; None with a `reason`."""

    value: Fraction | None
    logged: int
    due: int
    reason: Missing | None = None


def answers(diary: Diary, of: Callable[[DailyEntry], int | None]) -> Answers:
    """Return one answer of each date that has it."""
    found = ((on, of(entry)) for on, entry in diary.items())
    return {on: value for on, value in found if value is not None}


def days(first: date, last: date) -> list[date]:
    """Return the dates from first to last, both included; none when last is before first."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def middle(values: Iterable[int]) -> Fraction:
    """Return the exact median of whole numbers, of which there is at least one."""
    ordered = sorted(values)
    n = len(ordered)
    return Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)


def mean(values: Answers, over: Sequence[date], least: int) -> Mean:
    """Return the mean over some dates, or a reason when fewer than `least` have an answer."""
    logged = [values[on] for on in over if on in values]
    if len(logged) < least:
        return Mean(None, len(logged), len(over), "insufficient_data")
    return Mean(Fraction(sum(logged), len(logged)), len(logged), len(over))
