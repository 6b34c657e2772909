"""The first date on which a missing figure could have enough data, if she logs every day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import LAGS, Kind, pairs_of
from api.rules.insights.baselines import progress
from api.rules.insights.figures import window
from api.rules.insights.means import Answers, Diary, answers
from api.rules.insights.peaks import best_and_worst, high_pain_percent, usual_before
from api.rules.insights.slopes import has_slope
from api.rules.instants import A_DAY

# How many days ahead to search: no figure needs more.
FARTHEST = 60


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
    series = Series(
        pain=_going_on(answers(diary, lambda entry: entry.pain_average), as_of),
        sleep=_going_on(answers(diary, lambda entry: entry.sleep_quality), as_of),
        stress=_going_on(answers(diary, lambda entry: entry.stress), as_of),
        worst=_going_on(answers(diary, lambda entry: entry.pain_worst), as_of),
        where=where,
    )
    found = {}
    for name, has in FIGURES.items():
        if not has(series, as_of):
            ahead = (as_of + n * A_DAY for n in range(1, FARTHEST + 1))
            on = next((on for on in ahead if has(series, on)), None)
            if on is not None:
                found[name] = on
    return found


def _going_on(values: Answers, as_of: date) -> Answers:
    """Return the answers plus an assumed one on every later date; its value does not matter."""
    longest = FARTHEST + max(LAGS.values()).days
    return values | {as_of + n * A_DAY: 0 for n in range(1, longest + 1)}
