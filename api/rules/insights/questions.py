"""Which questions to ask at the next session: up to three, each from a different rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from api.rules.adherence.items import MostSkipped
from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import Association
from api.rules.insights.effects import Effect
from api.rules.insights.figures import Insights
from api.rules.insights.sessions import to_reconsider

Rule = Literal[
    "exercise_effect", "not_responding", "flare_up", "most_skipped", "association", "gaps"
]


@dataclass(frozen=True, slots=True)
class Question:
    """The rule that suggests a question and its facts; only the fields of that rule are set.

    `start_on` and `end_on` are the first and the last date of what a rule found on certain dates.
    """

    rule: Rule
    prescription_id: UUID | None = None
    start_on: date | None = None
    end_on: date | None = None
    missed: int | None = None
    due: int | None = None
    association: Association | None = None


def questions(
    found: Insights, effects: Sequence[Effect], skipped: MostSkipped | None
) -> list[Question]:
    """Return the questions worth asking, the most important first."""
    asked = (
        *_of_effects(effects),
        *_of_response(found),
        *_of_flares(found),
        *_of_skipping(skipped),
        *_of_associations(found),
        *_of_gaps(found),
    )
    return list(asked)[: DEFINITIONS.most_questions]


def _of_effects(effects: Sequence[Effect]) -> Iterator[Question]:
    """Ask about the exercise that hurts most; the brief flags the others."""
    flagged = [each for each in effects if each.flagged]
    if flagged:
        worst = max(flagged, key=lambda each: each.median or 0)
        yield Question(
            "exercise_effect",
            prescription_id=worst.prescription_id,
            start_on=worst.met[0].on if worst.met else None,
            end_on=worst.met[-1].on if worst.met else None,
        )


def _of_response(found: Insights) -> Iterator[Question]:
    """Ask whether to reconsider the treatment, unless pain has come down since or is gone."""
    if to_reconsider(found.responder, found.pain.progress):
        yield Question("not_responding")


def _of_flares(found: Insights) -> Iterator[Question]:
    if found.pain.flares:
        last = found.pain.flares[-1]
        yield Question("flare_up", start_on=last.start_on, end_on=last.end_on)


def _of_skipping(skipped: MostSkipped | None) -> Iterator[Question]:
    if skipped is not None:
        yield Question(
            "most_skipped",
            prescription_id=skipped.prescription_id,
            missed=skipped.missed,
            due=skipped.due,
        )


def _of_associations(found: Insights) -> Iterator[Question]:
    """Ask about the strongest association that may be claimed."""
    claimed = [each for each in found.associations if each.claim]
    if claimed:
        closest = max(claimed, key=lambda each: abs(each.rho or 0))
        yield Question("association", association=closest)


def _of_gaps(found: Insights) -> Iterator[Question]:
    whole = found.completeness
    if whole.has_gaps:
        yield Question("gaps", missed=whole.due - whole.logged, due=whole.due)
