"""The alert rules over a client's check-ins: each finds evidence, which is reported once.

These rules look at pain, silence and spread; red flags and exercise stops open their alerts
without them.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.baselines import Category, Progress, current_days, progress
from api.rules.insights.means import Answers, days
from api.rules.insights.peaks import spikes
from api.rules.insights.sessions import is_soreness, responder, to_reconsider
from api.rules.instants import A_DAY

Kind = Literal["spikes", "spread", "worsening", "not_responding", "silent"]
WORSENING: Category = "meaningful_worsening"
# No run of spikes lasts longer: the usual level catches up within a week, and pain ends at 10.
ALERTS_BACK = 35 * A_DAY
PAIN_BACK = ALERTS_BACK + DEFINITIONS.spike_days * A_DAY
"""How far back the rules need pain, in addition to the dates of the baseline."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an alert is based on: the dates `from_on` to `on`, and what was found on them.

    `days` counts spikes or days of silence, `peak` is the worst pain, `absolute` and `percent` are
    the change of mean pain; `region` and `side` are a place on the body.
    """

    kind: Kind
    code: str
    from_on: date
    on: date
    days: int | None = None
    peak: int | None = None
    absolute: Fraction | None = None
    percent: Fraction | None = None
    region: str | None = None
    side: str | None = None


def evidence_of_pain(pain: Answers, where: Standing, as_of: date) -> list[Evidence]:
    """Return the evidence in a client's pain as of a date: spikes, worsening, no response."""
    found = progress(pain, where, as_of)
    return [
        *_of_spikes(pain, where, as_of),
        *_of_worsening(pain, where, found, as_of),
        *_of_response(pain, where, found, as_of),
    ]


def evidence_of_silence(last_on: date | None, as_of: date, excused_on: Set[date]) -> list[Evidence]:
    """Return evidence if a client has fallen silent; `last_on` is the last date with an entry."""
    missed = days_missed(last_on, as_of, excused_on)
    if last_on is None or not missed:
        return []
    return [Evidence("silent", "no_entry", last_on + A_DAY, as_of, days=missed)]


def days_missed(last_on: date | None, as_of: date, excused_on: Set[date]) -> int:
    """Return for how many days a client has been silent, 0 while they are fewer than four.

    Counted are the days since the last date with an entry, without excused days; 0 for a client
    who never entered anything.
    """
    if last_on is None:
        return 0
    missed = sum(on not in excused_on for on in days(last_on + A_DAY, as_of))
    return missed if missed >= DEFINITIONS.silent_days else 0


def is_new(found: Evidence, told: Iterable[Evidence]) -> bool:
    """Tell whether no earlier alert of the same kind was opened for the same evidence."""
    return not any(found.kind == each.kind and _is_same(found, each) for each in told)


def is_same_side(one: str | None, other: str | None) -> bool:
    """Tell whether two sides may be the same; a missing side may mean either."""
    return one == other or one is None or other is None


def _is_same(found: Evidence, told: Evidence) -> bool:
    if found.kind == "silent":
        # An entry in between begins a new silence.
        return found.from_on == told.from_on
    if found.kind == "spread":
        is_near = abs(found.on - told.on) <= DEFINITIONS.spread_days * A_DAY
        is_there = found.region == told.region and is_same_side(found.side, told.side)
        return found.code == told.code and is_there and is_near
    # The same as soon as the two ranges of dates share a day.
    return found.from_on <= told.on and told.from_on <= found.on


def _of_spikes(pain: Answers, where: Standing, as_of: date) -> Iterator[Evidence]:
    """Yield runs of spikes on three days or more; soreness after a session does not count."""
    found = spikes(pain, as_of - ALERTS_BACK + A_DAY, as_of)
    spiked_on = [on for on in found if not is_soreness(on, where.held_on)]
    for run in _runs(spiked_on):
        is_recent = run[-1] > as_of - DEFINITIONS.alert_days * A_DAY
        if is_recent and len(run) >= DEFINITIONS.spikes_running:
            peak = max(pain[on] for on in run)
            yield Evidence("spikes", "days_running", run[0], run[-1], days=len(run), peak=peak)


def _runs(dates: Sequence[date]) -> list[list[date]]:
    """Return dates grouped into runs of consecutive days."""
    runs: list[list[date]] = []
    for on in dates:
        if runs and runs[-1][-1] == on - A_DAY:
            runs[-1].append(on)
        else:
            runs.append([on])
    return runs


def _of_worsening(
    pain: Answers, where: Standing, found: Progress, as_of: date
) -> Iterator[Evidence]:
    """Yield a worsening, dated from its first days, so that it is reported once while it lasts."""
    change = found.change
    if change.category == WORSENING:
        first_on = as_of
        while first_on > as_of - ALERTS_BACK and _is_worse(pain, where, first_on - A_DAY):
            first_on -= A_DAY
        yield Evidence(
            "worsening",
            WORSENING,
            current_days(found.baseline, first_on)[0],
            as_of,
            absolute=change.absolute,
            percent=change.percent,
        )


def _is_worse(pain: Answers, where: Standing, on: date) -> bool:
    return progress(pain, where, on).change.category == WORSENING


def _of_response(
    pain: Answers, where: Standing, found: Progress, as_of: date
) -> Iterator[Evidence]:
    """Yield that two sessions have not helped; dated so that it is reported once an episode."""
    answer = responder(pain, found.baseline, where.sessions_on, as_of)
    if to_reconsider(answer, found.change):
        yield Evidence(
            "not_responding",
            "after_two_sessions",
            where.sessions_on[1],
            as_of,
            absolute=answer.absolute,
            percent=answer.percent,
        )
