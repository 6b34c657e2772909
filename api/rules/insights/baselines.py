"""A client's baseline, her current pain, and what the change between the two means."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Mean, Missing, days, mean
from api.rules.insights.rises import SURE, standard_error, sums_on
from api.rules.instants import A_DAY

Category = Literal[
    "meaningful_improvement",
    "small_improvement",
    "no_clear_change",
    "small_worsening",
    "meaningful_worsening",
]
MEANINGFUL: tuple[Category, ...] = ("meaningful_improvement", "meaningful_worsening")
Kind = Literal["before_first_session", "first_days"]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Mean pain over the seven dates from `first_on`; None while those dates are not known."""

    mean: Mean
    kind: Kind | None
    first_on: date | None

    @property
    def last_on(self) -> date | None:
        return None if self.first_on is None else self.first_on + WEEK - A_DAY


@dataclass(frozen=True, slots=True)
class Change:
    """The exact difference between two means of pain, in points and in percent of the first.

    `percent` is None if the first mean is too small to divide by. `absolute` is None if a mean is
    missing; then `reason` says why. `error` is the standard error of `absolute` in points, None if
    it was not asked for.
    """

    absolute: Fraction | None
    percent: Fraction | None
    category: Category | None
    reason: Missing | None = None
    error: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of `absolute` in points, from low to high."""
        if self.absolute is None or self.error is None:
            return None
        reach = SURE * self.error
        return float(self.absolute) - reach, float(self.absolute) + reach

    @property
    def is_noticeable(self) -> bool | None:
        """Whether it is of a size that people notice: meaningful, if it is true."""
        return self.category and self.category in MEANINGFUL

    @property
    def is_beyond_swing(self) -> bool | None:
        """Whether it is more than the client's ratings swing from week to week anyway."""
        found = self.interval
        return found and not found[0] <= 0 <= found[1]


@dataclass(frozen=True, slots=True)
class Progress:
    """The baseline, the current mean of pain, and the change between them."""

    baseline: Baseline
    current: Mean
    change: Change


def baseline(pain: Answers, first_session_on: date | None, since: date | None) -> Baseline:
    """Return the baseline of an episode.

    It is the week before the episode's first session. Without a session it is the seven dates from
    the first check-in since the episode began (from the very first check-in if `since` is None).
    """
    least = DEFINITIONS.least_of_week
    if first_session_on is not None:
        first_on = first_session_on - WEEK
        before = mean(pain, days(first_on, first_session_on - A_DAY), least)
        if before.reason is None:
            return Baseline(before, "before_first_session", first_on)
    began_on = min((on for on in pain if since is None or on >= since), default=None)
    if began_on is None:
        return Baseline(Mean(None, 0, 0, "insufficient_data"), None, None)
    first_week = mean(pain, days(began_on, began_on + WEEK - A_DAY), least)
    return Baseline(first_week, "first_days", began_on)


def baseline_dates(
    first_session_on: date | None, pain_since: date | None
) -> list[tuple[date, date]]:
    """Return (first, last) date of each week that may serve as the baseline.

    `pain_since` is the first date with pain since the episode began.
    """
    weeks = []
    if first_session_on is not None:
        weeks.append((first_session_on - WEEK, first_session_on - A_DAY))
    if pain_since is not None:
        weeks.append((pain_since, pain_since + WEEK - A_DAY))
    return weeks


def baseline_days(start: Baseline) -> list[date]:
    """Return the seven dates of a baseline, none while they are not known."""
    if start.first_on is None or start.last_on is None:
        return []
    return days(start.first_on, start.last_on)


def current(pain: Answers, start: Baseline, as_of: date) -> Mean:
    """Return mean pain over the current days: the last seven that do not overlap the baseline."""
    return mean(pain, current_days(start, as_of), DEFINITIONS.least_of_week)


def current_days(start: Baseline, as_of: date) -> list[date]:
    """Return the last seven days, as far as they do not overlap the baseline."""
    first_on = as_of - WEEK + A_DAY
    if start.last_on is not None:
        first_on = max(first_on, start.last_on + A_DAY)
    return days(first_on, as_of)


def change(before: Mean, after: Mean) -> Change:
    """Return how pain has changed from one mean to another; less pain is an improvement."""
    if before.value is None:
        return Change(None, None, None, "no_baseline")
    if after.value is None:
        return Change(None, None, None, after.reason)
    absolute = after.value - before.value
    percent = None
    if before.value >= DEFINITIONS.least_baseline_for_percent:
        percent = 100 * absolute / before.value
    return Change(absolute, percent, categorise(absolute, before.value))


def categorise(absolute: Fraction, before: Fraction) -> Category:
    """Return the category of a change from a mean.

    It is compared exactly, so that 24/4 to 21/5 is exactly -30 %.
    """
    size, is_worse = abs(absolute), absolute > 0
    if size >= _meaningful_from(before):
        return "meaningful_worsening" if is_worse else "meaningful_improvement"
    if size >= max(Fraction(DEFINITIONS.small_absolute), DEFINITIONS.small_percent * before / 100):
        return "small_worsening" if is_worse else "small_improvement"
    return "no_clear_change"


def _meaningful_from(before: Fraction) -> Fraction:
    """Return the points from which on a change from a mean is meaningful.

    Below the least mean for percent they rise from the 1 point that percent leave there to the 2 of
    points alone, so that two clients who are nearly alike are told nearly the same.
    """
    constants = DEFINITIONS
    most, least = constants.meaningful_absolute, constants.small_absolute
    if before < constants.least_baseline_for_percent:
        return most - before * (most - least) / constants.least_baseline_for_percent
    return min(Fraction(most), max(Fraction(least), constants.meaningful_percent * before / 100))


def progress(pain: Answers, where: Standing, as_of: date) -> Progress:
    """Return the progress as of a date; later answers are ignored."""
    pain = {on: value for on, value in pain.items() if on <= as_of}
    return progress_from(baseline(pain, where.first_session_on, where.episode_on), pain, as_of)


def progress_from(start: Baseline, pain: Answers, as_of: date) -> Progress:
    """Return the progress from a baseline that is known; `pain` has no later answers."""
    now = current(pain, start, as_of)
    found = change(start.mean, now)
    if found.absolute is not None:
        weeks = current_days(start, as_of), baseline_days(start)
        found = replace(found, error=standard_error(*(sums_on(pain, each) for each in weeks)))
    return Progress(start, now, found)
