"""What alarmed under definition 2, to compare with: spikes running and meaningful worsening."""

from collections.abc import Iterator, Sequence, Set
from datetime import date
from fractions import Fraction

from api.rules.appointments.courses import Standing
from api.rules.insights.baselines import current_days, progress
from api.rules.insights.evidence import Evidence
from api.rules.insights.means import Answers
from api.rules.insights.peaks import spikes
from api.rules.insights.sessions import responder, sore_days
from api.rules.instants import A_DAY

BACK = 35 * A_DAY
RUNNING = 3
RECENT = 7 * A_DAY


def evidence_before(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """Return what version 2 alarmed of: `flare` stands for its spikes on three days running."""
    return [*_spikes(pain, where, as_of), *_worsening(pain, where, as_of)]


def was_without_response(pain: Answers, where: Standing, as_of: date) -> bool:
    """Tell whether version 2, which looked every day, found that two sessions had not helped."""
    found = progress(pain, where, as_of)
    answer = responder(pain, found.baseline, where.sessions_on, as_of)
    return (
        answer.absolute is not None
        and not _is_less(answer.absolute, answer.percent)
        and not _is_less(found.change.absolute, found.change.percent)
    )


def _is_less(absolute: Fraction | None, percent: Fraction | None) -> bool:
    """Tell whether a change was an improvement by definition 2, from a baseline of 2 or more."""
    return absolute is not None and absolute <= -1 and (percent is None or percent <= -15)


def _spikes(pain: Answers, where: Standing, as_of: date) -> Iterator[Evidence]:
    found, sore_on = spikes(pain, as_of - BACK + A_DAY, as_of), sore_days(where.held_on)
    for run in _runs([on for on in found if on not in sore_on]):
        if run[-1] > as_of - RECENT and len(run) >= RUNNING:
            yield Evidence("flare", "days_running", run[0], run[-1])


def _runs(dates: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for on in dates:
        if runs and runs[-1][-1] == on - A_DAY:
            runs[-1].append(on)
        else:
            runs.append([on])
    return runs


def _worsening(pain: Answers, where: Standing, as_of: date) -> Iterator[Evidence]:
    if _is_worse(pain, where, as_of):
        first_on = as_of
        while first_on > as_of - BACK and _is_worse(pain, where, first_on - A_DAY):
            first_on -= A_DAY
        start = progress(pain, where, as_of).baseline
        days = current_days(start, first_on)
        yield Evidence("worsening", "meaningful_worsening", days[0], as_of)


def _is_worse(pain: Answers, where: Standing, on: date) -> bool:
    return progress(pain, where, on).change.category == "meaningful_worsening"
