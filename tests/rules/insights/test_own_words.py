"""What a client is told of her figures: never more alarming than they are, over all states."""

from dataclasses import replace
from datetime import date

import pytest

from api.rules.definitions import DEFINITIONS
from api.rules.insights.associations import Association
from api.rules.insights.baselines import Category
from api.rules.insights.means import Completeness
from api.rules.insights.own_words import CODES, IMPROVING, WORSENING, sentences
from api.rules.insights.slopes import Direction
from tests.rules.insights.own import (
    AS_OF,
    CATEGORIES,
    DIRECTIONS,
    LATELY,
    LONG_AGO,
    NEW,
    codes,
    every_state,
    seen,
)

SAME_WAY = [(category, "slope_falling") for category in (None, *IMPROVING)]
APART = [(category, "slope_falling_since") for category in ("no_clear_change", *WORSENING)]


@pytest.mark.parametrize("began_on", [LONG_AGO, LATELY])
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_change_and_direction_do_not_contradict_each_other(
    category: Category | None, direction: Direction | None, began_on: date
) -> None:
    said = [code for code in codes(seen(category, direction, began_on)) if "therapist" not in code]
    told = [] if category is None else [f"change_{category}"]
    if direction == "falling":
        told += [code for key, code in SAME_WAY if key == category]
        told += [code for key, code in APART if key == category and began_on == LONG_AGO]
    if direction == "rising" and category == "meaningful_worsening":
        told.append("slope_rising")
    assert said == told


def test_what_is_soreness_is_not_told_to_have_tended_to_go_up() -> None:
    for each in every_state():
        said = codes(each)
        assert not ("soreness" in said and "slope_rising" in said)


def test_more_pain_is_told_only_of_a_worsening() -> None:
    worse = {"change_small_worsening", "change_meaningful_worsening", "slope_rising", "soreness"}
    worse |= {"seen_by_therapist", "tell_therapist"}
    for each in every_state():
        said = set(codes(each))
        if each.found.pain.progress.change.category not in WORSENING:
            assert not said & worse
        if each.found.pain.progress.change.category not in IMPROVING:
            assert not said & {f"change_{category}" for category in IMPROVING}


def test_there_are_six_at_most_each_once_with_the_values_it_names() -> None:
    ever = set()
    for each in every_state():
        told = sentences(each)
        assert len({one.code for one in told}) == len(told) <= DEFINITIONS.most_sentences
        assert all(sorted(one.facts) == CODES[one.code] for one in told)
        # What they take is said with something that is to come, or not at all.
        assert not told or told[-1].code != "expected"
        ever |= {one.code for one in told}
    assert ever == set(CODES)


def test_the_change_comes_first_and_what_calms_is_never_cut_off() -> None:
    for each in every_state():
        said, category = codes(each), each.found.pain.progress.change.category
        if category is not None:
            assert said[0] == f"change_{category}"
        if category == "meaningful_worsening":
            # "This" is the change: nothing may stand between the two.
            assert said[1] == ("seen_by_therapist" if each.is_seen else "tell_therapist")
        assert ("soreness" in said) == (category in WORSENING and each.is_soreness)


def test_a_change_is_that_of_the_current_days_and_those_are_several() -> None:
    for each in every_state():
        change = [one for one in sentences(each) if one.code.startswith("change_")]
        assert all(one.facts["days"] == each.found.pain.progress.current.due for one in change)
        assert all(4 <= one.facts["days"] <= 7 for one in change)


@pytest.mark.parametrize(("claimed", "said"), [(True, ["sleep_pain_less"]), (False, [])])
def test_only_a_claim_is_told(claimed: bool, said: list[str]) -> None:
    found = Association("sleep_pain", 16, -0.6, -0.8, -0.2, claimed)
    base = seen()
    assert codes(replace(base, found=replace(base.found, associations=(found,)))) == said


def test_the_closer_claim_comes_first() -> None:
    sleep, stress = (
        Association(kind, 16, rho, 0.1, 0.9, True)
        for kind, rho in (("sleep_pain", -0.5), ("stress_pain", 0.7))
    )
    base = seen()
    found = replace(base.found, associations=(sleep, stress))
    assert codes(replace(base, found=found)) == ["stress_pain_more", "sleep_pain_less"]


def test_who_is_new_is_told_what_will_appear_the_soonest_first() -> None:
    told = sentences(NEW)
    assert [each.code for each in told] == [
        "expected",
        "expected_best_and_worst",
        "expected_change",
        "expected_slope",
        "expected_sleep_pain",
        "expected_stress_pain",
    ]
    dates = [each.facts["on"] for each in told[1:]]
    assert dates == sorted(dates)
    assert min(dates) > AS_OF


@pytest.mark.parametrize(
    ("logged", "due", "said"),
    [
        (0, 6, []),
        (6, 6, []),
        (0, 28, ["gaps"]),
        (14, 28, ["gaps"]),
        (15, 28, ["most_days"]),
        (28, 28, ["every_day"]),
    ],
)
def test_what_is_missing_is_not_counted_to_her(logged: int, due: int, said: list[str]) -> None:
    base = seen()
    found = replace(base.found, completeness=Completeness(logged, due, 1))
    assert codes(replace(base, found=found)) == said
