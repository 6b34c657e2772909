"""The alert rules over a client's check-ins: each finds evidence, which is reported once.

These rules look at pain, silence and spread; red flags and exercise stops open their alerts
without them.
"""

from collections.abc import Iterable, Iterator, Set
from datetime import date

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alarms import flare, severe, worsening
from api.rules.insights.baselines import Baseline, baseline, baseline_days, progress_from
from api.rules.insights.evidence import Evidence
from api.rules.insights.means import Answers, days
from api.rules.insights.rises import Ratings, sums_on
from api.rules.insights.sessions import responder, response_judged_on, to_reconsider
from api.rules.instants import A_DAY

PAIN_BACK = A_DAY * (
    DEFINITIONS.alert_days
    + DEFINITIONS.same_alarm_days
    + DEFINITIONS.worsening_days
    + DEFINITIONS.alarm_before_days
)
"""How far back the rules need pain, in addition to the dates of the baseline."""


def evidence_of_pain(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """Return the evidence in a client's pain as of a date: severe, flaring, worse, no response.

    `hard_on` are the dates on which it was hard to bear.
    """
    known = {on: value for on, value in pain.items() if on <= as_of}
    start = baseline(known, where.first_session_on, where.episode_on)
    return [
        *_of_pain(known, where, start, as_of, hard_on),
        *_of_response(known, where, start, as_of),
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


def _of_pain(
    pain: Answers, where: Standing, start: Baseline, as_of: date, hard_on: Set[date]
) -> Iterator[Evidence]:
    """Yield what alarms in the pain of the last days; what is older is history."""
    ratings = Ratings(pain, as_of - PAIN_BACK, as_of)
    latest = ratings.logged_on[-1:]
    if not latest or as_of.toordinal() - latest[0] >= DEFINITIONS.alert_days:
        return
    found = (
        severe(ratings, hard_on),
        flare(ratings, where.held_on),
        worsening(ratings, start, sums_on(pain, baseline_days(start))),
    )
    yield from (each for each in found if each is not None)


def _of_response(
    pain: Answers, where: Standing, start: Baseline, as_of: date
) -> Iterator[Evidence]:
    """Yield that two sessions have not helped; dated so that it is reported once an episode.

    It is judged as of a single day. Of clients who respond, one in four has a bad day on which she
    would be found not to.
    """
    if len(where.sessions_on) < 2:
        return
    judged_on = response_judged_on(where.sessions_on)
    if not as_of - DEFINITIONS.response_told_days * A_DAY < judged_on <= as_of:
        return
    answer = responder(pain, start, where.sessions_on[:2], judged_on)
    if to_reconsider(answer, progress_from(start, pain, as_of)):
        yield Evidence(
            "not_responding",
            "after_two_sessions",
            where.sessions_on[1],
            as_of,
            absolute=answer.absolute,
            percent=answer.percent,
        )
