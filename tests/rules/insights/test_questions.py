"""Up to three questions, the weightiest first, each from a rule that holds."""

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from api.rules.adherence.items import MostSkipped
from api.rules.insights.effects import Effect
from api.rules.insights.figures import Insights, insights
from api.rules.insights.means import Completeness
from api.rules.insights.peaks import Flare
from api.rules.insights.questions import questions
from tests.rules.insights.series import NOWHERE, day

NOBODY = insights({}, NOWHERE, day(27), None, day(26))
ITEM = UUID(int=1)
HURTS = Effect(ITEM, 5, None, True)
SKIPPED = MostSkipped(ITEM, 4, 3, 1, 6, None)
FLARE = Flare(day(9), day(12), 3, 7)


def rules(found: Insights, effects: list[Effect], skipped: MostSkipped | None) -> list[str]:
    return [question.rule for question in questions(found, effects, skipped)]


def but(**pain: object) -> Insights:
    return replace(NOBODY, pain=replace(NOBODY.pain, **pain))


def test_nothing_known_is_nothing_to_ask() -> None:
    assert rules(NOBODY, [], None) == []
    assert rules(NOBODY, [replace(HURTS, flagged=False)], None) == []


def test_what_hurts_comes_before_what_is_left_out() -> None:
    assert rules(NOBODY, [HURTS], SKIPPED) == ["exercise_effect", "most_skipped"]


def test_of_several_that_hurt_the_worst_is_asked_about() -> None:
    worse = Effect(UUID(int=2), 5, Fraction(2), True)
    (question,) = questions(NOBODY, [replace(HURTS, median=Fraction(1)), worse], None)
    assert question.prescription_id == worse.prescription_id


def test_nobody_is_asked_to_reconsider_when_pain_has_come_down_since() -> None:
    not_yet = replace(NOBODY.responder, status="not_yet")
    improved = replace(NOBODY.pain.progress.change, category="small_improvement")
    better = but(progress=replace(NOBODY.pain.progress, change=improved))
    assert rules(replace(better, responder=not_yet), [], None) == []
    assert rules(replace(NOBODY, responder=not_yet), [], None) == ["not_responding"]


def test_three_are_enough() -> None:
    not_yet = replace(NOBODY.responder, status="not_yet")
    found = replace(but(flares=(FLARE,)), responder=not_yet)
    assert rules(found, [HURTS], SKIPPED) == ["exercise_effect", "not_responding", "flare_up"]


def test_of_flare_ups_the_last_one_is_asked_about() -> None:
    later = Flare(day(20), day(21), 2, 8)
    (asked,) = questions(but(flares=(FLARE, later)), [], None)
    assert (asked.start_on, asked.end_on) == (day(20), day(21))


@pytest.mark.parametrize(("status", "is_asked"), [("not_yet", True), ("partial", False)])
def test_only_no_response_at_all_is_asked_about(status: str, is_asked: bool) -> None:
    found = replace(NOBODY, responder=replace(NOBODY.responder, status=status))
    assert ("not_responding" in rules(found, [], None)) == is_asked


@pytest.mark.parametrize(
    ("logged", "due", "is_asked"), [(3, 7, True), (4, 8, True), (5, 9, False), (0, 6, False)]
)
def test_gaps_are_asked_about_when_half_of_a_week_or_more_is_missing(
    logged: int, due: int, is_asked: bool
) -> None:
    found = replace(NOBODY, completeness=Completeness(logged, due, 1))
    assert ("gaps" in rules(found, [], None)) == is_asked


def test_a_claim_is_asked_about_and_a_mere_correlation_is_not() -> None:
    claimed = tuple(replace(each, rho=-0.6, claim=True) for each in NOBODY.associations)
    closer = (claimed[0], replace(claimed[1], rho=0.7))
    (question,) = questions(replace(NOBODY, associations=closer), [], None)
    assert question.association == closer[1]
    assert rules(NOBODY, [], None) == []
