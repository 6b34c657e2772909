"""From what a client told to what she is told of it: each sentence is true of her diary."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from api.rules.appointments.courses import Standing
from api.rules.insights.baselines import change, current_days
from api.rules.insights.means import answers, mean
from api.rules.insights.own_words import WORSENING, Own, own, sentences
from api.rules.insights.peaks import only_best
from api.rules.insights.sessions import sore_days
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.own import Life, codes, lives
from tests.rules.insights.series import NOWHERE, day, on_days


def diary(*values: tuple[int | None, int | None], first: int = 0) -> dict[date, DailyCheckIn]:
    return {
        day(n): DailyCheckIn(day(n), pain, None, sleep, None, None, None)
        for n, (pain, sleep) in enumerate(values, first)
    }


def of_pain(*values: int, held: Iterable[int] = (), first: int = 0) -> Own:
    """Return what is known on the last day of a series of pain without a gap."""
    sessions = tuple(day(n) for n in held)
    where = Standing(day(0), sessions) if sessions else NOWHERE
    as_of = day(first + len(values) - 1)
    whole = diary(*[(value, None) for value in values], first=first)
    return own(whole, where, as_of, day(first), is_seen=True)


def days_of_change(of: Own) -> list[object]:
    return [each.facts["days"] for each in sentences(of) if each.code.startswith("change_")]


def pain_of(life: Life) -> dict[date, int]:
    return answers(life.diary, lambda entry: entry.pain_average)


def test_a_direction_is_told_only_as_the_brief_has_it() -> None:
    told = set()
    for life in lives():
        pain = life.known.found.pain
        said = {code for code in codes(life.known) if code.startswith("slope_")}
        if said:
            (word,) = said
            assert word.startswith(f"slope_{pain.slope.direction}")
            # What tends to go down is no steeper up than level, and the other way round.
            steep = pain.slope.per_week or 0
            assert steep <= 0 if pain.slope.direction == "falling" else steep >= 0
        told |= said
    assert told == {"slope_falling", "slope_rising"}


def test_whoever_has_next_to_no_pain_is_told_of_no_worse_than_a_little_more() -> None:
    """From 0 to 1 is no meaningful worsening, as it would be if a small baseline counted as 2."""
    known = of_pain(*[0] * 7, *[1] * 30)
    assert codes(known)[0] == "change_small_worsening"
    assert "slope_rising" not in codes(known)


# Sleep and pain that go together; 13 of the pairs are one too few.
TOGETHER = [(10 - sleep, sleep) for sleep in (7, 4, 8, 5, 3, 6, 9, 4, 7, 6, 3, 8, 5, 6)]


@pytest.mark.parametrize(("n", "is_told"), [(13, False), (14, True)])
def test_a_claim_needs_its_minimum_of_days(n: int, is_told: bool) -> None:
    known = own(diary(*TOGETHER[:n]), NOWHERE, day(n - 1), day(0), is_seen=True)
    assert ("sleep_pain_less" in codes(known)) == is_told


@pytest.mark.parametrize(("length", "said"), [(10, []), (11, [4]), (12, [5]), (14, [7]), (30, [7])])
def test_a_change_is_told_of_as_many_days_as_there_have_been(length: int, said: list[int]) -> None:
    assert days_of_change(of_pain(*[3] * 7, *[6] * (length - 7))) == said


def test_all_lives_are_told_of_the_days_since_their_baseline() -> None:
    told = set()
    for life in lives():
        over = current_days(life.known.found.pain.progress.baseline, life.as_of)
        said = days_of_change(life.known)
        assert said in ([], [len(over)])
        told |= set(said)
    assert told == {4, 5, 6, 7}


@pytest.mark.parametrize(("last", "best"), [((3,), 7), ((5,), None), ((3, 3), None), ((3, 2), 8)])
def test_the_best_day_is_told_when_there_is_but_one(last: tuple[int, ...], best: int) -> None:
    values = [5] * 7 + list(last)
    on = None if best is None else day(best)
    assert only_best(on_days(values), day(len(values) - 1)) == on
    assert ("best_day" in codes(of_pain(*values))) == (on is not None)


def test_nobodys_best_day_is_one_of_many() -> None:
    told = 0
    for life in lives():
        two_weeks = {
            on: value for on, value in pain_of(life).items() if on > life.as_of - timedelta(days=14)
        }
        for each in sentences(life.known):
            if each.code == "best_day":
                assert [on for on in two_weeks if two_weeks[on] == min(two_weeks.values())] == [
                    each.facts["on"]
                ]
                told += 1
    assert 0 < told < len(lives())


QUIET = [3] * 24
# A quiet month, and pain after the session of day 24, or for longer than that.
SORE, LONGER = [*QUIET, 8, 8, 8], [*QUIET[:20], 8, 8, 8, 8, 8, 8, 8]


@pytest.mark.parametrize(
    ("values", "held", "is_told"),
    [
        (SORE, (7, 24), True),
        (SORE, (7,), False),
        (LONGER, (7, 24), False),
        # A day later, three of the seven are left: too few to tell.
        ([*SORE, 8], (7, 24), False),
        # With a session a week there is hardly a day without soreness.
        (LONGER, (13, 19, 26), False),
        # An older session, of which the soreness is over but still counts.
        ([*QUIET, 8, 8, 3, 3, 3, 3, 3], (7, 22), True),
    ],
)
def test_soreness_is_told_when_it_is_what_makes_the_difference(
    values: list[int], held: tuple[int, ...], is_told: bool
) -> None:
    known = of_pain(*values, held=held)
    assert known.found.pain.progress.change.category in WORSENING
    assert ("soreness" in codes(known)) == is_told


def test_no_worsening_is_explained_away_that_is_there_without_soreness() -> None:
    told = [life for life in lives() if "soreness" in codes(life.known)]
    assert told
    for life in told:
        start = life.known.found.pain.progress.baseline
        over = current_days(start, life.as_of)
        rested = [on for on in over if on not in sore_days(life.where.sessions_on)]
        without = change(start.mean, mean(pain_of(life), rested, 4)).category
        assert without not in {None, *WORSENING}


def of_sleep(*sleep: int | None) -> list[str]:
    whole = diary(*[(4, value) for value in sleep])
    known = own(whole, NOWHERE, day(len(sleep) - 1), day(0), is_seen=True)
    return [code for code in codes(known) if code.startswith("expected")]


def test_who_leaves_a_question_out_is_not_promised_what_needs_it() -> None:
    assert of_sleep(*[None] * 28) == []
    # One answer among the last seven check-ins, and she may well go on.
    assert of_sleep(*[None] * 21, 5, *[None] * 6) == ["expected", "expected_sleep_pain"]
    assert of_sleep(*[None] * 20, 5, *[None] * 7) == []
    assert of_sleep(None, None)[-1] == "expected_slope"
    assert of_sleep(5, None)[-1] == "expected_sleep_pain"


def test_nobody_is_told_of_what_needs_an_answer_that_she_never_gives() -> None:
    for life in lives():
        latest = sorted(life.diary)[-7:]
        for figure, name in (("sleep_pain", "sleep_quality"), ("stress_pain", "stress")):
            if latest and all(getattr(life.diary[on], name) is None for on in latest):
                assert f"expected_{figure}" not in codes(life.known)
