"""The first date on which a missing figure could have enough data, if she logs every day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import LAGS, Kind, pairs_of
from api.rules.insights.baselines import progress
from api.rules.insights.figures import window
from api.rules.insights.means import (
    PAIN,
    SLEEP,
    STRESS,
    WORST_PAIN,
    Answers,
    Diary,
    answers,
    days,
)
from api.rules.insights.peaks import best_and_worst, high_pain_percent, usual_before
from api.rules.insights.slopes import has_slope
from api.rules.instants import A_DAY

# How many days ahead to search: no figure needs more. On each of them an answer is assumed, whose
# value does not matter.
FARTHEST = 60
_LONGEST = FARTHEST * A_DAY + max(LAGS.values())


@dataclass(frozen=True, slots=True)
class Series:
    """A client's answers, including the ones assumed for the days to come."""

    pain: Answers
    sleep: Answers
    stress: Answers
    worst: Answers
    where: Standing

    def has_baseline(self, on: date) -> bool:
        return progress(self.pain, self.where, on).baseline.mean.value is not None

    def has_change(self, on: date) -> bool:
        return progress(self.pain, self.where, on).change.absolute is not None

    def has_slope(self, on: date) -> bool:
        return has_slope(self.pain, on)

    def has_spikes(self, on: date) -> bool:
        return usual_before(self.pain, on) is not None

    def has_extremes(self, on: date) -> bool:
        return best_and_worst(self.pain, on) is not None

    def has_high_pain(self, on: date) -> bool:
        looked_at = window(on, self.where.last_session_on)
        return high_pain_percent(self.worst, looked_at) is not None

    def has_sleep_pain(self, on: date) -> bool:
        return self._has_pairs("sleep_pain", self.sleep, on)

    def has_stress_pain(self, on: date) -> bool:
        return self._has_pairs("stress_pain", self.stress, on)

    def _has_pairs(self, kind: Kind, values: Answers, on: date) -> bool:
        return len(pairs_of(kind, values, self.pain, on)) >= DEFINITIONS.least_pairs


FIGURES: Mapping[str, Callable[[Series, date], bool]] = {
    "baseline": Series.has_baseline,
    "change": Series.has_change,
    "slope": Series.has_slope,
    "spikes": Series.has_spikes,
    "best_and_worst": Series.has_extremes,
    "high_pain": Series.has_high_pain,
    "sleep_pain": Series.has_sleep_pain,
    "stress_pain": Series.has_stress_pain,
}
"""Whether a figure has the data it needs, as of a date."""


def expected(diary: Diary, where: Standing, as_of: date) -> dict[str, date]:
    """Return each figure that is missing as of a date, with the first date it may be there.

    A figure that can never be computed any more is left out: a baseline, for example, whose days
    have passed without check-ins.
    """
    told = [answers(diary, each) for each in (PAIN, SLEEP, STRESS, WORST_PAIN)]
    known = _series(told, where)
    missing = [name for name, has in FIGURES.items() if not has(known, as_of)]
    if not missing:
        return {}
    assumed = dict.fromkeys(days(as_of + A_DAY, as_of + _LONGEST), 0)
    series = _series([each | assumed for each in told], where)
    ahead = days(as_of + A_DAY, as_of + FARTHEST * A_DAY)
    found = {
        name: next((on for on in ahead if FIGURES[name](series, on)), None) for name in missing
    }
    return {name: on for name, on in found.items() if on is not None}


def _series(told: Sequence[Answers], where: Standing) -> Series:
    pain, sleep, stress, worst = told
    return Series(pain, sleep, stress, worst, where)
