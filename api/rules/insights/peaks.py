"""Spikes of pain, flares (runs of spikes), the best and the worst day, and days of high pain."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, days, middle
from api.rules.instants import A_DAY


@dataclass(frozen=True, slots=True)
class Flare:
    """A run of spikes from start to end; `logged` of its days have pain, `peak` is the highest."""

    start_on: date
    end_on: date
    logged: int
    peak: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its pain, 0 to 10."""

    on: date
    pain: int


def is_spike(pain: Answers, on: date) -> bool:
    """Tell whether pain on a day was clearly above its usual level of the two weeks before."""
    value = pain.get(on)
    if value is None or value < DEFINITIONS.least_spike:
        return False
    usual = usual_before(pain, on)
    return usual is not None and value >= usual + DEFINITIONS.spike_rise


def usual_before(pain: Answers, on: date) -> Fraction | None:
    """Return the median pain of the 14 dates before a day, None when too few are logged."""
    before = days(on - DEFINITIONS.spike_days * A_DAY, on - A_DAY)
    logged = [pain[each] for each in before if each in pain]
    return middle(logged) if len(logged) >= DEFINITIONS.least_before_spike else None


def spikes(pain: Answers, first_on: date, last_on: date) -> list[date]:
    """Return the dates from first to last that are spikes."""
    return [on for on in days(first_on, last_on) if is_spike(pain, on)]


def flares(pain: Answers, spiked_on: Sequence[date], impact_on: Set[date]) -> list[Flare]:
    """Return the runs of spikes that contain a date with impact (hard to bear, or limiting).

    A run may contain one day without an entry between two spikes; a day of usual pain ends it.
    """
    return [
        Flare(run[0], run[-1], len(run), max(pain[on] for on in run))
        for run in _runs(pain, spiked_on)
        if not impact_on.isdisjoint(run)
    ]


def best_and_worst(pain: Answers, as_of: date) -> tuple[Day, Day] | None:
    """Return the days of least and of most pain in the last 14, the latest on a tie."""
    logged = [Day(on, pain[on]) for on in days(_first_day(as_of), as_of) if on in pain]
    if len(logged) < DEFINITIONS.least_extremes:
        return None
    best = min(logged, key=lambda day: (day.pain, -day.on.toordinal()))
    worst = max(logged, key=lambda day: (day.pain, day.on.toordinal()))
    return best, worst


def only_best(pain: Answers, as_of: date) -> date | None:
    """Return the day of least pain in the last 14, None on a tie."""
    found = best_and_worst(pain, as_of)
    if found is None:
        return None
    best, _ = found
    least = [on for on in days(_first_day(as_of), as_of) if pain.get(on) == best.pain]
    return best.on if len(least) == 1 else None


def high_pain_percent(pain_worst: Answers, over: Sequence[date]) -> Fraction | None:
    """Return the percentage of logged days on which the worst pain was high."""
    logged = [pain_worst[on] for on in over if on in pain_worst]
    if len(logged) < DEFINITIONS.least_extremes:
        return None
    high = sum(value >= DEFINITIONS.high_pain for value in logged)
    return Fraction(100 * high, len(logged))


def _runs(pain: Answers, spiked_on: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for on in spiked_on:
        if runs and _goes_on(pain, runs[-1][-1], on):
            runs[-1].append(on)
        else:
            runs.append([on])
    return runs


def _goes_on(pain: Answers, last: date, on: date) -> bool:
    return on == last + A_DAY or (on == last + 2 * A_DAY and last + A_DAY not in pain)


def _first_day(as_of: date) -> date:
    return as_of - timedelta(days=DEFINITIONS.extremes_days - 1)
