"""What a client is told of her figures: never more alarming than they are, over all states."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import get_args

import pytest

from api.domain.associations import Association
from api.domain.baselines import Baseline, Category, Change
from api.domain.completeness import Completeness
from api.domain.definitions import DEFINITIONS
from api.domain.extremes import Day
from api.domain.means import Mean
from api.domain.own_words import CODES, IMPROVING, WORSENING, Own, own, sentences
from api.domain.progress import Progress
from api.domain.slopes import Direction
from api.domain.standings import Standing
from api.domain.trends import DailyEntry
from tests.domain.series import NOWHERE, day

AS_OF = day(60)
NEW = own({}, NOWHERE, AS_OF, AS_OF, AS_OF - (day(1) - day(0)), is_shared=True)
CATEGORIES: tuple[Category | None, ...] = (None, *get_args(Category))
DIRECTIONS: tuple[Direction | None, ...] = (None, *get_args(Direction))
WAYS = ("falling", "rising", None)
LONG_AGO, LATELY = day(10), day(40)


def seen(
    category: Category | None = None,
    direction: Direction | None = None,
    began_on: date = LONG_AGO,
    **more: object,
) -> Own:
    pain = replace(
        NEW.found.pain,
        progress=Progress(
            baseline=Baseline(Mean(None, 0, 0), "first_days", began_on),
            current=Mean(None, 0, 0),
            change=Change(None, None, category),
        ),
        slope=replace(NEW.found.pain.slope, direction=direction),
    )
    return replace(NEW, found=replace(NEW.found, pain=pain), **({"expected": {}} | more))


def codes(of: Own) -> list[str]:
    return [each.code for each in sentences(of)]


def every_state_of_pain() -> Iterator[Own]:
    for category, direction, began_on, is_sore, is_shared in product(
        CATEGORIES, DIRECTIONS, (LONG_AGO, LATELY), (True, False), (True, False)
    ):
        yield seen(category, direction, began_on, is_sore=is_sore, is_shared=is_shared)


def every_state() -> Iterator[Own]:
    """Yield all states of pain with all of the other figures, those thin and those rich."""
    claims = [
        tuple(
            Association(a.kind, 16, rho, rho, rho, rho is not None) for a in NEW.found.associations
        )
        for rho in (None, -0.6, 0.6)
    ]
    whole = (
        Completeness(0, 6, 6),
        Completeness(3, 28, 9),
        *(Completeness(n, 28, 1) for n in (20, 28)),
    )
    days = (None, (Day(day(50), 1), Day(day(55), 6)))
    for base, way, claim, logged, extremes, ahead, is_today in product(
        every_state_of_pain(), WAYS, claims, whole, days, ({}, NEW.expected), (True, False)
    ):
        best, worst = extremes or (None, None)
        found = replace(
            base.found,
            associations=claim,
            completeness=logged,
            pain=replace(base.found.pain, best=best, worst=worst),
        )
        yield replace(
            base,
            found=found,
            sleep=way,
            stress=way,
            expected=ahead if is_today else {},
            is_today=is_today,
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
            assert said[0 if each.is_today else 1] == f"change_{category}"
        if category == "meaningful_worsening":
            assert ("seen_by_therapist" in said) == each.is_shared
            assert ("tell_therapist" in said) != each.is_shared
        assert ("soreness" in said) == (category in WORSENING and each.is_sore)


def test_what_is_of_a_past_date_says_so() -> None:
    for each in every_state():
        said = codes(each)
        assert ("as_of" in said) == (not each.is_today and len(said) > 0)


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


def diary(*values: tuple[int | None, int | None], first: int = 0) -> dict[date, DailyEntry]:
    return {
        day(n): DailyEntry(day(n), pain, None, sleep, None, None, None)
        for n, (pain, sleep) in enumerate(values, first)
    }


# Sleep and pain that go together; 13 of the pairs are one too few.
TOGETHER = [(10 - sleep, sleep) for sleep in (7, 4, 8, 5, 3, 6, 9, 4, 7, 6, 3, 8, 5, 6)]


@pytest.mark.parametrize(("n", "is_told"), [(13, False), (14, True)])
def test_a_claim_needs_its_minimum_of_days(n: int, is_told: bool) -> None:
    known = own(diary(*TOGETHER[:n]), NOWHERE, day(n - 1), day(0), day(n - 2), is_shared=True)
    assert ("sleep_pain_less" in codes(known)) == is_told


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


def test_nothing_is_said_of_a_date_before_she_came() -> None:
    assert codes(own({}, NOWHERE, day(0), day(0), day(0), is_shared=True)) == []


def test_the_best_day_is_told_unless_all_days_were_alike() -> None:
    for pain, is_told in ((3, True), (5, False)):
        whole = diary(*[(5, None)] * 7, (pain, None))
        known = own(whole, NOWHERE, day(7), day(0), day(6), is_shared=True)
        assert ("best_day" in codes(known)) == is_told


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


# A week at 3, two quiet weeks, and a week at 6.
HIGHER = diary(*[(3, None)] * 21, *[(6, None)] * 7)


@pytest.mark.parametrize(
    ("session", "is_told"), [(15, False), (18, True), (24, True), (27, True), (None, False)]
)
def test_soreness_is_told_when_a_current_day_is_within_three_days_of_a_session(
    session: int | None, is_told: bool
) -> None:
    held = (day(7),) if session is None else (day(7), day(session))
    course = Standing(day(0), held)
    known = own(HIGHER, course, day(27), day(0), day(26), is_shared=True)
    assert known.found.pain.progress.change.category == "meaningful_worsening"
    assert ("soreness" in codes(known)) == is_told


def test_days_without_an_answer_are_not_sore() -> None:
    without = {on: entry for on, entry in HIGHER.items() if on < day(25)}
    course = Standing(day(0), (day(26),))
    assert not own(without, course, day(27), day(0), day(26), is_shared=True).is_sore
