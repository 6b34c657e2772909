"""What gives reason to alert a therapist, at the edge of each rule, and never twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import evidence_of_pain, evidence_of_silence, is_new
from api.rules.insights.evidence import Evidence
from tests.rules.insights.series import GAPPY, NOWHERE, day, on_days, shifted


def kinds(found: list[Evidence]) -> list[str]:
    return [each.kind for each in found]


def responding(*after: int) -> list[str]:
    """Return the kinds told of someone with pain 6 before two sessions, and this since."""
    pain = on_days([*[6] * 7, *[6] * 5, *after])
    where = Standing(day(7), (day(7), day(10)))
    return kinds(evidence_of_pain(pain, where, day(11 + len(after))))


def test_two_sessions_that_have_not_helped_are_told() -> None:
    """Two weeks after the second, on one day, and from then on for whoever asks later."""
    assert responding(*[6] * 12) == []
    assert responding(*[6] * 13) == ["not_responding"]
    assert responding(*[6] * 20) == ["not_responding"]
    assert responding(*[3] * 13) == []
    # What is bad on another day was not looked at.
    assert "not_responding" not in responding(*[3] * 13, *[6] * 7)


def test_whoever_has_come_down_since_the_third_session_is_not_told() -> None:
    where = Standing(day(7), (day(7), day(10), day(17)))
    same = on_days([6] * 25)
    down = same | dict.fromkeys(map(day, range(18, 25)), 2)
    assert kinds(evidence_of_pain(same, where, day(24))) == ["not_responding"]
    assert kinds(evidence_of_pain(down, where, day(24))) == []


@pytest.mark.parametrize(
    ("last", "excused", "silent_days"),
    [
        (None, (), None),
        (10, (), None),
        (7, (), None),
        (6, (), 4),
        (6, (8,), None),
        (5, (8,), 4),
        (0, range(1, 11), None),
    ],
)
def test_four_days_without_a_word_are_told_unless_she_was_excused(last, excused, silent_days):
    last_on = None if last is None else day(last)
    found = evidence_of_silence(last_on, day(10), frozenset(map(day, excused)))
    assert [each.days for each in found] == ([] if silent_days is None else [silent_days])


def of(kind: str, first: int, last: int, **more: str) -> Evidence:
    return Evidence(kind, "code", day(first), day(last), **more)


@pytest.mark.parametrize(
    ("found", "told", "new"),
    [
        (of("flare", 5, 8), [], True),
        # A run that goes on, or that late entries make longer, is the same run.
        (of("flare", 5, 8), [of("flare", 5, 7)], False),
        (of("flare", 3, 7), [of("flare", 5, 7)], False),
        (of("flare", 9, 11), [of("flare", 5, 7)], True),
        (of("flare", 5, 8), [of("worsening", 2, 8)], True),
        (of("flare", 1, 3), [of("flare", 5, 7)], True),
        # Worse still is told again when none of the week was told before.
        (of("worsening", 7, 13), [of("worsening", 1, 7)], False),
        (of("worsening", 8, 14), [of("worsening", 1, 7)], True),
        (of("not_responding", 5, 40), [of("not_responding", 5, 12)], False),
        (of("silent", 5, 12), [of("silent", 5, 8)], False),
        (of("silent", 7, 12), [of("silent", 5, 8)], True),
        (of("spread", 9, 9, region="hip"), [of("spread", 8, 8, region="hip")], False),
        (of("spread", 9, 9, region="hip"), [of("spread", 51, 51, region="hip")], False),
        (of("spread", 9, 9, region="hip"), [of("spread", 52, 52, region="hip")], True),
        (of("spread", 9, 9, region="hip"), [of("spread", 9, 9, region="knee")], True),
        # A side that is added to what was told is a correction.
        (of("spread", 9, 9, region="hip", side="left"), [of("spread", 9, 9, region="hip")], False),
    ],
)
def test_what_was_told_is_not_told_again(found, told, new) -> None:
    assert is_new(found, told) == new


@given(GAPPY, st.integers(-400, 400))
def test_shifting_all_dates_shifts_what_is_told(values, by) -> None:
    pain = on_days(values)
    where = Standing(day(0), (day(8), day(12)))
    later = Standing(day(by), (day(8 + by), day(12 + by)))
    found = evidence_of_pain(pain, where, day(40))
    moved = evidence_of_pain(shifted(pain, by), later, day(40 + by))
    lag = day(by) - day(0)
    assert [replace(e, from_on=e.from_on + lag, on=e.on + lag) for e in found] == moved


@given(GAPPY, GAPPY)
def test_later_entries_change_nothing(values, later) -> None:
    pain = on_days(values)
    ahead = shifted(on_days(later), 60)
    assert evidence_of_pain(pain | ahead, NOWHERE, day(59)) == evidence_of_pain(
        pain, NOWHERE, day(59)
    )
