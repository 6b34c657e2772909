"""All figures of one client as of a local date, computed from check-ins and sessions alone."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import Association, association
from api.rules.insights.baselines import Progress, baseline_days, current_days, progress
from api.rules.insights.headline import (
    HighPain,
    Rhythm,
    WorstPain,
    high_pain,
    rhythm,
    worst_pain,
)
from api.rules.insights.means import (
    PAIN,
    SLEEP,
    STRESS,
    WORST_PAIN,
    Answers,
    Completeness,
    Diary,
    Medicine,
    answers,
    completeness,
    days,
    medicine,
)
from api.rules.insights.peaks import Day, Flare, best_and_worst, flares, high_pain_percent, spikes
from api.rules.insights.sessions import (
    Responder,
    SinceSession,
    responder,
    since_session,
    sore_days,
)
from api.rules.insights.slopes import Slope, slope
from api.rules.instants import A_DAY


@dataclass(frozen=True, slots=True)
class Spike:
    """A day with unusually high pain; `is_soreness` if it is soon after a session."""

    on: date
    pain: int
    is_soreness: bool


@dataclass(frozen=True, slots=True)
class Pain:
    """The figures of pain; spikes and high pain are counted within the window.

    The last four stand beside the change, and are of the same dates: the baseline and the current.
    """

    progress: Progress
    slope: Slope
    spikes: tuple[Spike, ...]
    flares: tuple[Flare, ...]
    best: Day | None
    worst: Day | None
    high_pain_percent: Fraction | None
    worst_pain: WorstPain
    high_before: HighPain
    high_now: HighPain
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Insights:
    """All figures, each None or with a reason below its minimum of data."""

    definition_version: str
    as_of: date
    pain: Pain
    responder: Responder
    associations: tuple[Association, ...]
    since_session: SinceSession | None
    medicine_before: Medicine
    medicine_now: Medicine
    completeness: Completeness


def window(as_of: date, last_session_on: date | None) -> list[date]:
    """Return the dates that figures cover."""
    return days(window_begins_on(as_of, last_session_on), as_of)


def window_begins_on(as_of: date, last_session_on: date | None) -> date:
    """Return the first date that figures cover: of the last 28, or of more, back to a session."""
    shortest = as_of - (DEFINITIONS.window_days - 1) * A_DAY
    longest = as_of - (DEFINITIONS.longest_window_days - 1) * A_DAY
    first_on = shortest if last_session_on is None else min(shortest, last_session_on)
    return max(first_on, longest)


def insights(
    diary: Diary, where: Standing, as_of: date, due_from: date | None, over_on: date
) -> Insights:
    """Return every figure as of a date; later entries are ignored.

    `due_from` is the first date on which the client could have checked in, `over_on` the last date
    that is over. A check-in is due for a date once that date is over or has a check-in.
    """
    diary = {on: entry for on, entry in diary.items() if on <= as_of}
    pain = answers(diary, PAIN)
    sleep = answers(diary, SLEEP)
    stress = answers(diary, STRESS)
    looked_at = window(as_of, where.last_session_on)
    found = progress(pain, where, as_of)
    reach = min(looked_at[0], as_of - (DEFINITIONS.rhythm_days + 6) * A_DAY)
    due = {
        on
        for on in days(reach, as_of)
        if on in diary or (due_from is not None and due_from <= on <= over_on)
    }
    return Insights(
        definition_version=DEFINITIONS.definition_version,
        as_of=as_of,
        pain=_pain(diary, pain, where, found, looked_at, due),
        responder=responder(pain, found.baseline, where.sessions_on, as_of),
        associations=(
            association("sleep_pain", sleep, pain, as_of),
            association("stress_pain", stress, pain, as_of),
        ),
        since_session=None
        if where.last_session_on is None
        else since_session(pain, where.last_session_on, as_of),
        medicine_before=medicine(diary, baseline_days(found.baseline)),
        medicine_now=medicine(diary, days(as_of - 6 * A_DAY, as_of)),
        completeness=completeness(diary, [on for on in looked_at if on in due]),
    )


def _pain(
    diary: Diary,
    pain: Answers,
    where: Standing,
    found: Progress,
    looked_at: Sequence[date],
    due: Set[date],
) -> Pain:
    as_of = looked_at[-1]
    spiked_on, sore_on = spikes(pain, looked_at[0], as_of), sore_days(where.held_on)
    hard = {on for on, entry in diary.items() if entry.impact}
    extremes = best_and_worst(pain, as_of)
    pain_worst = answers(diary, WORST_PAIN)
    before, now = baseline_days(found.baseline), current_days(found.baseline, as_of)
    return Pain(
        progress=found,
        slope=slope(pain, as_of),
        spikes=tuple(Spike(on, pain[on], on in sore_on) for on in spiked_on),
        flares=tuple(flares(pain, spiked_on, hard)),
        best=extremes[0] if extremes else None,
        worst=extremes[1] if extremes else None,
        high_pain_percent=high_pain_percent(pain_worst, looked_at),
        worst_pain=worst_pain(pain_worst, before, now),
        high_before=high_pain(pain_worst, before),
        high_now=high_pain(pain_worst, now),
        rhythm=rhythm(pain, now, due, as_of),
    )
