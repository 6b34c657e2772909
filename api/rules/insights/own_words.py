"""Which sentences a client reads about her own figures; their wording is in `content/`.

The figures are those of the brief, as of the client's today. No sentence sounds worse than the
figures are: more pain is only mentioned when the change since the baseline is a worsening. A
direction that contradicts the change is left out, unless it is good news and the two cover
different days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.rules.appointments.courses import Standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import CLAIMS, claim_code
from api.rules.insights.baselines import Category, Progress, change, current_days
from api.rules.insights.expectations import expected
from api.rules.insights.figures import Insights, insights
from api.rules.insights.means import PAIN, SLEEP, STRESS, Answers, Diary, answers, mean
from api.rules.insights.peaks import only_best
from api.rules.insights.sessions import sore_days
from api.rules.insights.slopes import WEEK, Direction, first_day, slope
from api.rules.instants import A_DAY

Figure = Literal[
    "change",
    "slope",
    "sleep_pain",
    "stress_pain",
    "sleep",
    "stress",
    "best_and_worst",
    "completeness",
]
WORSENING: frozenset[Category | None] = frozenset({"small_worsening", "meaningful_worsening"})
IMPROVING: frozenset[Category | None] = frozenset({"small_improvement", "meaningful_improvement"})
# The figures whose first possible date a client is told; spikes are never shown to clients.
AHEAD: tuple[Figure, ...] = ("best_and_worst", "change", "slope", "sleep_pain", "stress_pain")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The code of a sentence, the figure it is about, and the values it names."""

    figure: Figure
    code: str
    facts: Mapping[str, int | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """What the sentences are chosen from.

    `best_on`: the day of least pain, if there is only one. `is_soreness`: without the days of
    soreness after sessions, pain would be no worse than the baseline. `is_seen`: a therapist can
    see the figures too. `expected` has the first possible date of each missing figure.
    """

    found: Insights
    sleep: Direction | None
    stress: Direction | None
    best_on: date | None
    is_soreness: bool
    is_seen: bool
    expected: Mapping[str, date]


def own(diary: Diary, where: Standing, as_of: date, due_from: date | None, *, is_seen: bool) -> Own:
    """Return what the sentences are chosen from, as of today; `diary` must end there.

    `due_from` is the first date on which the client could have checked in, as in `insights`.
    """
    found = insights(diary, where, as_of, due_from, as_of - A_DAY)
    pain = answers(diary, PAIN)
    sleep = answers(diary, SLEEP)
    stress = answers(diary, STRESS)
    asked = {"sleep_pain": sleep, "stress_pain": stress}
    return Own(
        found=found,
        sleep=slope(sleep, as_of).direction,
        stress=slope(stress, as_of).direction,
        best_on=only_best(pain, as_of),
        is_soreness=_is_soreness(pain, where, found.pain.progress, as_of),
        is_seen=is_seen,
        expected={
            figure: on
            for figure, on in expected(diary, where, as_of).items()
            if _is_answered(pain, diary) and _is_answered(asked.get(figure, pain), diary)
        },
    )


def _is_answered(series: Answers, diary: Diary) -> bool:
    """Tell whether the client ever answers a question; a new client is assumed to.

    For one who never answers it, the expected date of its figure would move with each check-in.
    """
    latest = sorted(diary)[-DEFINITIONS.latest_check_ins :]
    return not latest or any(on in series for on in latest)


def _is_soreness(pain: Answers, where: Standing, found: Progress, as_of: date) -> bool:
    """Tell whether pain is no worse than the baseline once days of soreness are left out.

    They stay in the baseline: many clients begin with a session and would have none without them.
    """
    over, sore_on = current_days(found.baseline, as_of), sore_days(where.held_on)
    rested = {on: pain[on] for on in over if on in pain and on not in sore_on}
    without = change(found.baseline.mean, mean(rested, over, DEFINITIONS.least_of_week))
    return without.category is not None and without.category not in WORSENING


def sentences(seen: Own) -> list[Sentence]:
    """Return the sentences for a client, the most useful first."""
    told = [
        *_of_pain(seen),
        *_of_associations(seen.found),
        *_of_direction("sleep", seen.sleep),
        *_of_direction("stress", seen.stress),
        *_of_the_best_day(seen.best_on),
        *_of_completeness(seen.found),
    ][: DEFINITIONS.most_sentences]
    return [*told, *_of_what_comes(seen, DEFINITIONS.most_sentences - len(told))]


def _of_pain(seen: Own) -> Iterator[Sentence]:
    """Yield how pain has changed, what may reassure about it, and its direction."""
    pain = seen.found.pain
    category = pain.progress.change.category
    if category is not None:
        # Fewer than seven days while the baseline is less than a week old.
        yield Sentence("change", f"change_{category}", {"days": pain.progress.current.due})
    if category == "meaningful_worsening":
        # Right after the change, which its text calls "this".
        yield Sentence("change", "seen_by_therapist" if seen.is_seen else "tell_therapist")
    code = _slope_code(category, pain.slope.direction, _is_apart(seen.found))
    # What is soreness alone is not told to have tended to go up.
    if code is not None and not (code == "slope_rising" and seen.is_soreness):
        yield Sentence("slope", code, _weeks())
    if category in WORSENING and seen.is_soreness:
        yield Sentence("change", "soreness", {"days": DEFINITIONS.soreness_days})


def _slope_code(
    category: Category | None, direction: Direction | None, is_apart: bool
) -> str | None:
    """Return the code of the direction of pain, or None if it would contradict the change."""
    if direction == "rising" and category == "meaningful_worsening":
        return "slope_rising"
    if direction == "falling" and (category is None or category in IMPROVING):
        return "slope_falling"
    if direction == "falling" and is_apart:
        return "slope_falling_since"
    return None


def _is_apart(found: Insights) -> bool:
    """Tell whether the baseline ended before the days of the direction began."""
    last_on = found.pain.progress.baseline.last_on
    return last_on is not None and last_on < first_day(found.as_of)


def _of_associations(found: Insights) -> Iterator[Sentence]:
    """Yield the associations that may be claimed, the stronger first."""
    claimed = [(each.rho, each) for each in found.associations if each.claim and each.rho]
    for rho, each in sorted(claimed, key=lambda pair: -abs(pair[0])):
        yield Sentence(each.kind, claim_code(each.kind, rho), {"n": each.n})


def _of_direction(
    figure: Literal["sleep", "stress"], direction: Direction | None
) -> list[Sentence]:
    is_told = direction in ("falling", "rising")
    return [Sentence(figure, f"{figure}_{direction}", _weeks())] if is_told else []


def _of_the_best_day(best_on: date | None) -> Iterator[Sentence]:
    """Yield the best day, if one day was better than all others."""
    if best_on is not None:
        yield Sentence(
            "best_and_worst", "best_day", {"days": DEFINITIONS.extremes_days, "on": best_on}
        )


def _of_completeness(found: Insights) -> Iterator[Sentence]:
    """Yield encouragement about completeness, without counting the missing days."""
    whole = found.completeness
    if whole.has_gaps:
        yield Sentence("completeness", "gaps")
    elif whole.is_enough and whole.logged == whole.due:
        yield Sentence("completeness", "every_day", {"due": whole.due})
    elif whole.is_enough:
        yield Sentence("completeness", "most_days", {"due": whole.due, "logged": whole.logged})


def _of_what_comes(seen: Own, room: int) -> list[Sentence]:
    """Yield which figures are still to come, the soonest first, and what they need."""
    ahead = [figure for figure in AHEAD if figure in seen.expected]
    told = [
        Sentence(figure, f"expected_{figure}", {"on": seen.expected[figure]})
        for figure in sorted(ahead, key=lambda figure: seen.expected[figure])
    ]
    # What they need is of no use without at least one of them.
    return [Sentence("completeness", "expected"), *told][:room] if told and room > 1 else []


def _weeks() -> dict[str, int]:
    return {"weeks": DEFINITIONS.slope_days // WEEK}


CODES: dict[str, list[str]] = {
    "change_meaningful_improvement": ["days"],
    "change_small_improvement": ["days"],
    "change_no_clear_change": ["days"],
    "change_small_worsening": ["days"],
    "change_meaningful_worsening": ["days"],
    "slope_falling": ["weeks"],
    "slope_falling_since": ["weeks"],
    "slope_rising": ["weeks"],
    "seen_by_therapist": [],
    "tell_therapist": [],
    "soreness": ["days"],
    **{claim: ["n"] for claim in CLAIMS},
    "sleep_falling": ["weeks"],
    "sleep_rising": ["weeks"],
    "stress_falling": ["weeks"],
    "stress_rising": ["weeks"],
    "best_day": ["days", "on"],
    "gaps": [],
    "every_day": ["due"],
    "most_days": ["due", "logged"],
    "expected": [],
    **{f"expected_{figure}": ["on"] for figure in AHEAD},
}
"""Every sentence with the names of its values, in alphabetical order."""
