"""What alarmed under definition 2, to compare with: spikes running and meaningful worsening."""

from collections.abc import Iterator, Sequence, Set
from datetime import date

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import Evidence
from api.rules.insights.baselines import current_days, progress
from api.rules.insights.means import Answers
from api.rules.insights.peaks import spikes
from api.rules.insights.sessions import is_soreness
from api.rules.instants import A_DAY

BACK = 35 * A_DAY
RUNNING = 3
RECENT = 7 * A_DAY


def evidence_before(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """Return what version 2 alarmed of: `flare` stands for its spikes on three days running."""
    return [*_spikes(pain, where, as_of), *_worsening(pain, where, as_of)]


def _spikes(pain: Answers, where: Standing, as_of: date) -> Iterator[Evidence]:
    found = spikes(pain, as_of - BACK + A_DAY, as_of)
    for run in _runs([on for on in found if not is_soreness(on, where.held_on)]):
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
