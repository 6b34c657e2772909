"""Alarms of pain at the edge of each rule: severe, flaring, worse; each told once."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import evidence_of_pain, is_new
from api.rules.insights.evidence import Evidence
from tests.rules.insights.series import GAPPY, NOWHERE, day, on_days

Entries = Sequence[int | None]
ALARMS = ("severe", "flare", "worsening")
CALM = [2] * 14


def found(
    values: Entries, kind: str, hard: Sequence[int] = (), where: Standing = NOWHERE
) -> Evidence | None:
    """Return what is found of a kind as of the last of these days."""
    hard_on = frozenset(map(day, hard))
    evidence = evidence_of_pain(on_days(values), where, day(len(values) - 1), hard_on)
    return next((each for each in evidence if each.kind == kind), None)


def told(values: Entries, kind: str, hard: Sequence[int] = ()) -> list[tuple[int, date]]:
    """Return on which day each alert is told, and from which date on it is."""
    known: list[Evidence] = []
    when = []
    for n in range(len(values)):
        each = found(values[: n + 1], kind, hard)
        if each is not None and is_new(each, known):
            known.append(each)
            when.append((n, each.from_on))
    return when


@pytest.mark.parametrize(
    ("values", "hard", "is_told"),
    [
        # 8 or more on three of the last four days with an entry.
        ((8, 8, 8), (), True),
        ((8, 2, 8, 8), (), True),
        ((8, 8, 2, 8), (), True),
        ((8, 2, 8, 2, 8), (), False),
        ((7, 7, 7, 7), (), False),
        ((8, None, 8, None, 8), (), True),
        # Those of more than seven days are not counted.
        ((8, None, None, 8, None, None, 8), (), True),
        ((8, None, None, 8, None, None, None, 8), (), False),
        # 9 or more on two running.
        ((9, 9), (), True),
        ((9, None, 10), (), True),
        ((9, 3, 8), (), False),
        ((3, 9, 8), (), False),
        ((9, 3, 9), (), False),
        ((10,), (), False),
        # 8 or more on both days, where no more of four calendar days are logged.
        ((8, 8), (), True),
        ((3, 8, None, None, 8), (), True),
        ((3, None, 8, None, 8), (), True),
        ((3, None, None, 8, 8), (), True),
        ((3, None, 8, 8), (), False),
        ((3, 8, None, 8), (), False),
        ((3, 8, None, None, None, 8), (), False),
        ((3, None, None, 7, 8), (), False),
        # 7 or more and hard to bear on all six.
        ((7,) * 6, range(6), True),
        ((7, 7, 7, None, 7, 7, 7), range(7), True),
        ((7, 7, 7, None, 7, 7, None, 7), range(8), False),
        ((7,) * 6, range(5), False),
        ((7, 6, 7, 7, 7, 7), range(6), False),
        ((7,) * 5, range(5), False),
        ((3,) * 6, range(6), False),
    ],
)
def test_severe_pain(values: Entries, hard: Sequence[int], is_told: bool) -> None:
    assert (found(values, "severe", hard) is not None) == is_told


def test_severe_pain_says_on_how_many_days_and_how_high() -> None:
    severe = found((2, 8, 3, 10, 8), "severe")
    assert severe is not None
    assert (severe.from_on, severe.on, severe.days, severe.peak) == (day(1), day(4), 3, 10)
    assert (severe.usual, severe.absolute, severe.percent) == (None, None, None)


def test_severe_pain_is_told_once_and_again_after_five_weeks() -> None:
    assert told([10] * 60, "severe") == [(1, day(0)), (36, day(2))]
    # It is found anew within a week, or after more than a week.
    assert len(told([9, 9, *[4] * 5, 9, 9], "severe")) == 1
    assert len(told([9, 9, *[4] * 8, 9, 9], "severe")) == 2


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ((2, 6, 6), True),
        ((6, None, 6), True),
        # One day is none, and neither is what is within her usual sway.
        ((2, 2, 9), False),
        ((4, 4, 4), False),
        ((5, 5, 5), True),
        # The last of them has to be of the last seven days.
        ((6, 6, *[None] * 6), True),
        ((6, 6, *[None] * 7), False),
    ],
)
def test_a_flare_is_told(values: Entries, is_told: bool) -> None:
    assert (found([*CALM, *values], "flare") is not None) == is_told


def test_a_flare_needs_a_week_before_it_and_pain_of_four() -> None:
    assert found([*[2] * 7, 7, 7], "flare") is not None
    assert found([*[2] * 6, None, 7, 7], "flare") is None
    assert found([*[0] * 14, 3, 3, 3], "flare") is None
    assert found([*[0] * 14, 3, 3, 4], "flare") is not None


def test_a_flare_tells_what_it_stands_out_from() -> None:
    flare = found([*CALM, 6, 8], "flare")
    assert flare is not None
    assert (flare.from_on, flare.on, flare.peak) == (day(14), day(15), 8)
    assert (flare.usual, flare.absolute, flare.percent) == (2, 5, 250)


def test_soreness_after_a_session_is_no_flare() -> None:
    # The session is on the first day: that day and the next three are soreness.
    where = Standing(None, (day(14),))
    for n in range(1, 6):
        assert found([*CALM, *[7] * n], "flare", where=where) is None
    flare = found([*CALM, *[7] * 6], "flare", where=where)
    assert flare is not None
    assert flare.on == day(19)


def test_a_flare_is_one_however_long_and_over_a_missing_day() -> None:
    assert told([*CALM, *[7] * 10], "flare") == [(15, day(14))]
    assert len(told([*CALM, 7, 7, None, 7, 7, 2, 7, 7], "flare")) == 1
    assert len(told([*CALM, 7, 7, *[2] * 14, 7, 7], "flare")) == 2


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        # Against the baseline, the first seven days.
        ([3] * 7, [5] * 4, True),
        ([3] * 7, [5] * 3, False),
        ([3] * 7, [4] * 12, False),
        ([5] * 7, [3] * 12, False),
        # Without a cliff at a baseline of 2.
        ([2] * 7, [4] * 12, True),
        ([1, 2, 2, 2, 2, 2, 2], [4] * 12, True),
        ([2] * 7, [3] * 12, False),
        ([1, 2, 2, 2, 2, 2, 2], [3] * 12, False),
        # Whoever has no pain is not worse.
        ([0] * 7, [1] * 12, False),
        ([1, 1, 1, 1, 1, 1, 0], [0] * 30, False),
    ],
)
def test_a_worsening_since_the_baseline(before: Entries, after: Entries, is_told: bool) -> None:
    assert (found([*before, *after], "worsening") is not None) == is_told


def test_a_worsening_after_weeks_that_were_better() -> None:
    """She was at 7, came down to 3, and is at 6: no worse than at the start, but worse."""
    values = [*[7] * 7, *[3] * 28, *[6] * 10]
    worse = found(values, "worsening")
    assert worse is not None
    assert (worse.code, worse.on) == ("above_weeks_before", day(44))
    # The last 12 days: two at 3, ten at 6; the 28 before: two at 7, twenty-six at 3.
    assert worse.usual == Fraction(2 * 7 + 26 * 3, 28)
    assert worse.absolute == Fraction(11, 2) - worse.usual
    assert worse.percent == 100 * worse.absolute / worse.usual


def test_a_worsening_never_takes_days_of_the_baseline_for_later_ones() -> None:
    worse = found([*[2] * 7, *[6] * 4], "worsening")
    assert worse is not None
    assert (worse.code, worse.from_on, worse.usual) == ("above_baseline", day(7), 2)


def test_a_worsening_is_one_for_as_long_as_it_lasts() -> None:
    assert told([*[2] * 7, *[6] * 30], "worsening") == [(10, day(7))]
    again = told([*[2] * 7, *[6] * 20, *[2] * 30, *[6] * 12], "worsening")
    assert [n for n, _ in again] == [10, 63]
    # What lasts is told again after five weeks.
    assert [n for n, _ in told([*[2] * 7, *[6] * 50], "worsening")] == [10, 45]


@given(GAPPY, st.integers(1, 6))
def test_days_without_an_entry_change_no_alarm(values: Entries, later: int) -> None:
    pain = on_days([*values, 5])
    last = len(values)
    now = evidence_of_pain(pain, NOWHERE, day(last), frozenset(pain))
    then = evidence_of_pain(pain, NOWHERE, day(last + later), frozenset(pain))
    assert [e for e in then if e.kind in ALARMS] == [e for e in now if e.kind in ALARMS]


@given(GAPPY, st.randoms(use_true_random=False))
def test_the_order_in_which_days_arrive_changes_no_alarm(values: Entries, random: Random) -> None:
    pain = on_days([*values, 5])
    mixed = list(pain.items())
    random.shuffle(mixed)
    where, last = Standing(day(0), (day(7), day(17))), day(len(values))
    found = evidence_of_pain(pain, where, last, frozenset(pain))
    assert evidence_of_pain(dict(mixed), where, last, frozenset(pain)) == found


@given(st.lists(st.none() | st.integers(0, 1), max_size=80))
def test_nobody_with_hardly_any_pain_is_alarmed_of(values: Entries) -> None:
    assert evidence_of_pain(on_days(values), NOWHERE, day(len(values))) == []


@given(GAPPY, st.integers(0, 4))
def test_more_pain_on_the_last_day_ends_no_alarm(values: Entries, more: int) -> None:
    """Worse pain on the last day may not silence a rule that spoke of less: of severe pain."""
    less = [*values, 6]
    if found(less, "severe", range(len(less))) is not None:
        assert found([*values, 6 + more], "severe", range(len(less))) is not None
