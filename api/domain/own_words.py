"""What a client may be told of her own figures in words: which sentences, never what they say.

The figures are those of the brief. Nothing is said that sounds worse than they are: a word for more
pain is only there when the change since she began is a worsening, and what goes the other way than
the change is left out, unless the two are of days apart and it is good news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.domain.associations import CLAIMS, claim_code
from api.domain.baselines import Category, current_days
from api.domain.definitions import DEFINITIONS
from api.domain.expectations import expected
from api.domain.insights import Insights, insights
from api.domain.means import Answers, Diary, answers
from api.domain.sessions import is_soreness
from api.domain.slopes import WEEK, Direction, first_day, slope
from api.domain.standings import Standing

Figure = Literal[
    "as_of",
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
# The figures of which she is told when they can be there; spikes are not told her at all.
AHEAD: tuple[Figure, ...] = ("best_and_worst", "change", "slope", "sleep_pain", "stress_pain")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its code, the figure it is of, and the values it names."""

    figure: Figure
    code: str
    facts: Mapping[str, int | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """What the sentences are chosen from.

    `is_today`: it is as of her today, and not of a past date. `is_sore`: the current days have
    answers of days on which soreness after a session is to be expected. `is_shared`: her therapist
    sees it too. `expected` has the first date of each figure that is not there yet.
    """

    found: Insights
    sleep: Direction | None
    stress: Direction | None
    is_today: bool
    is_sore: bool
    is_shared: bool
    expected: Mapping[str, date]


def own(
    diary: Diary,
    where: Standing,
    as_of: date,
    due_from: date | None,
    over_on: date,
    *,
    is_shared: bool,
) -> Own:
    """Return what a client can be told of as of a date; `diary` has no later entries.

    `due_from` and `over_on` are those of `insights`.
    """
    found = insights(diary, where, as_of, due_from, over_on)
    is_today = over_on < as_of
    to_come = expected(diary, where, as_of) if is_today else {}
    return Own(
        found=found,
        sleep=slope(answers(diary, lambda entry: entry.sleep_quality), as_of).direction,
        stress=slope(answers(diary, lambda entry: entry.stress), as_of).direction,
        is_today=is_today,
        is_sore=_is_sore(answers(diary, lambda entry: entry.pain_average), where, found),
        is_shared=is_shared,
        expected=to_come,
    )


def _is_sore(pain: Answers, where: Standing, found: Insights) -> bool:
    days = current_days(found.pain.progress.baseline, found.as_of)
    return any(on in pain and is_soreness(on, where.held_on) for on in days)


def sentences(seen: Own) -> list[Sentence]:
    """Return what a client is told, the most useful first."""
    told = [
        *_of_pain(seen),
        *_of_associations(seen.found),
        *_of_direction("sleep", seen.sleep),
        *_of_direction("stress", seen.stress),
        *_of_the_best_day(seen.found),
        *_of_completeness(seen.found),
    ]
    if told and not seen.is_today:
        told = [Sentence("as_of", "as_of", {"on": seen.found.as_of}), *told]
    told = told[: DEFINITIONS.most_sentences]
    return [*told, *_of_what_comes(seen, DEFINITIONS.most_sentences - len(told))]


def _of_pain(seen: Own) -> Iterator[Sentence]:
    """Tell how pain has changed, where it is going, and what may calm about it."""
    pain = seen.found.pain
    category = pain.progress.change.category
    if category is not None:
        yield Sentence("change", f"change_{category}")
    code = _slope_code(category, pain.slope.direction, _is_apart(seen.found))
    if code is not None:
        yield Sentence("slope", code, _weeks())
    if category == "meaningful_worsening":
        yield Sentence("change", "seen_by_therapist" if seen.is_shared else "tell_therapist")
    if category in WORSENING and seen.is_sore:
        yield Sentence("change", "soreness", {"days": DEFINITIONS.soreness_days})


def _slope_code(
    category: Category | None, direction: Direction | None, is_apart: bool
) -> str | None:
    """Return which direction of pain is told beside a change; one that contradicts it is not."""
    if direction == "rising" and category == "meaningful_worsening":
        return "slope_rising"
    if direction == "falling" and (category is None or category in IMPROVING):
        return "slope_falling"
    if direction == "falling" and is_apart:
        return "slope_falling_since"
    return None


def _is_apart(found: Insights) -> bool:
    """Tell whether the baseline was over before the days of the direction began."""
    last_on = found.pain.progress.baseline.last_on
    return last_on is not None and last_on < first_day(found.as_of)


def _of_associations(found: Insights) -> Iterator[Sentence]:
    """Tell what may be claimed, the closer first."""
    claimed = [(each.rho, each) for each in found.associations if each.claim and each.rho]
    for rho, each in sorted(claimed, key=lambda pair: -abs(pair[0])):
        yield Sentence(each.kind, claim_code(each.kind, rho), {"n": each.n})


def _of_direction(
    figure: Literal["sleep", "stress"], direction: Direction | None
) -> list[Sentence]:
    is_told = direction in ("falling", "rising")
    return [Sentence(figure, f"{figure}_{direction}", _weeks())] if is_told else []


def _of_the_best_day(found: Insights) -> Iterator[Sentence]:
    """Tell the best day, unless all were alike."""
    best, worst = found.pain.best, found.pain.worst
    if best is not None and worst is not None and best.pain < worst.pain:
        yield Sentence(
            "best_and_worst", "best_day", {"days": DEFINITIONS.extremes_days, "on": best.on}
        )


def _of_completeness(found: Insights) -> Iterator[Sentence]:
    """Encourage: what is missing is not counted to her."""
    whole = found.completeness
    if whole.has_gaps:
        yield Sentence("completeness", "gaps")
    elif whole.is_enough and whole.logged == whole.due:
        yield Sentence("completeness", "every_day", {"due": whole.due})
    elif whole.is_enough:
        yield Sentence("completeness", "most_days", {"due": whole.due, "logged": whole.logged})


def _of_what_comes(seen: Own, room: int) -> list[Sentence]:
    """Tell which figures are still to come, the soonest first, and what they take."""
    ahead = [figure for figure in AHEAD if figure in seen.expected]
    told = [
        Sentence(figure, f"expected_{figure}", {"on": seen.expected[figure]})
        for figure in sorted(ahead, key=lambda figure: seen.expected[figure])
    ]
    # What they take is of no use without at least one of them.
    return [Sentence("completeness", "expected"), *told][:room] if told and room > 1 else []


def _weeks() -> dict[str, int]:
    return {"weeks": DEFINITIONS.slope_days // WEEK}


CODES: dict[str, list[str]] = {
    "as_of": ["on"],
    "change_meaningful_improvement": [],
    "change_small_improvement": [],
    "change_no_clear_change": [],
    "change_small_worsening": [],
    "change_meaningful_worsening": [],
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
