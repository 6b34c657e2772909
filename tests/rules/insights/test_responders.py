"""Whether two sessions have helped, looked at before the third."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import Standing
from api.rules.decimals import one_decimal
from api.rules.insights.alerts import evidence_of_pain
from api.rules.insights.baselines import baseline, progress
from api.rules.insights.sessions import responder, response_judged_on, to_reconsider
from tests.rules.insights.series import VALUES, day, on_days

PAIN = on_days([6, 7, 6, None, 7, 6, 6]) | on_days([5, 5, None, 6, 5], 23)
START = baseline(PAIN, day(7), None)
# Sessions on days 0, 14 and 21 of the care.
SESSIONS = [day(7), day(21), day(28)]


def test_a_partial_response_before_the_third_session() -> None:
    found = responder(PAIN, START, SESSIONS, day(40))
    assert START.mean.value == Fraction(19, 3)
    assert (found.status, found.n) == ("partial", 4)
    assert (found.absolute, found.percent) == (Fraction(-13, 12), Fraction(-325, 19))
    assert one_decimal(Fraction(-325, 19)) == -17.1


def test_while_there_is_no_third_session_the_last_days_count() -> None:
    assert responder(PAIN, START, SESSIONS[:2], day(27)) == responder(
        PAIN, START, SESSIONS, day(27)
    )
    later = PAIN | on_days([2] * 7, 28)
    assert responder(later, START, SESSIONS[:2], day(34)).status == "responding"
    assert responder(later, START, SESSIONS, day(34)).status == "partial"


@pytest.mark.parametrize("sessions", [0, 1])
def test_before_two_sessions_there_is_nothing_to_say(sessions: int) -> None:
    found = responder(PAIN, START, SESSIONS[:sessions], day(27))
    assert (found.status, found.reason) == (None, "no_session")


@pytest.mark.parametrize(("entries", "status"), [(3, None), (4, "not_yet")])
def test_it_needs_four_entries(entries: int, status: str | None) -> None:
    pain = on_days([6] * 7) | on_days([6] * entries, 23)
    found = responder(pain, baseline(pain, day(7), None), SESSIONS, day(40))
    assert (found.status, found.n) == (status, entries)
    assert (found.reason is None) == (entries == 4)


def test_the_day_of_a_session_and_the_next_are_left_out() -> None:
    pain = on_days([6] * 7) | on_days([10, 10, 3, 3, 3, 3], 21)
    found = responder(pain, baseline(pain, day(7), None), SESSIONS, day(40))
    assert (found.status, found.n) == ("responding", 4)


def test_of_a_long_wait_for_the_third_session_its_last_week_counts() -> None:
    pain = on_days([6] * 7) | on_days([9] * 20 + [3] * 7, 23)
    found = responder(pain, baseline(pain, day(7), None), [day(7), day(21), day(50)], day(60))
    assert (found.status, found.n, found.absolute) == ("responding", 7, -3)


def test_without_a_baseline_there_is_no_response() -> None:
    pain = on_days([5, 5, 5, 5], 23)
    found = responder(pain, baseline({}, None, None), SESSIONS, day(40))
    assert (found.status, found.reason) == (None, "no_baseline")


def after(*values: int, before: int = 6) -> str | None:
    """Return the word for these values of the days from 23 on, after a level week."""
    pain = on_days([before] * 7) | on_days(values, 23)
    return responder(pain, baseline(pain, day(7), None), SESSIONS, day(40)).status


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ((6, 6, 6, 6), "not_yet"),
        ((9, 9, 9, 9), "not_yet"),
        # Half a point is a sign, and less is none.
        ((5, 5, 6, 6), "partial"),
        ((5, 6, 6, 6), "not_yet"),
        # 30 % of 6 are 1.8.
        ((4, 4, 4, 5), "partial"),
        ((4, 4, 4, 4), "responding"),
    ],
)
def test_there_are_three_words(values: tuple[int, ...], status: str) -> None:
    assert after(*values) == status


@pytest.mark.parametrize(
    ("before", "values", "status"),
    [
        (1, (0, 0, 0, 0), "responding"),
        (1, (1, 1, 1, 1), "responding"),
        (0, (0, 0, 0, 0), "responding"),
        # All but gone: never without a sign, but what has risen is no response either.
        (0, (1, 1, 1, 0), "partial"),
        (2, (1, 1, 1, 1), "responding"),
        (2, (2, 2, 2, 2), "not_yet"),
        (1, (1, 1, 1, 2), "not_yet"),
    ],
)
def test_whoever_has_next_to_no_pain_has_responded(before, values, status) -> None:
    assert after(*values, before=before) == status


def test_a_client_without_pain_is_not_to_be_reconsidered() -> None:
    pain = on_days([1, 1, 1, 1, 1, 1, 0, *[0] * 40])
    where = Standing(day(0), (day(7), day(14), day(28)))
    for n in range(7, 47):
        now = progress(pain, where, day(n))
        found = responder(pain, now.baseline, where.sessions_on, day(n))
        assert found.status in {None, "responding"}
        assert not to_reconsider(found, now)
        assert evidence_of_pain(pain, where, day(n)) == []


def test_whoever_has_next_to_no_pain_by_now_is_not_to_be_reconsidered() -> None:
    pain = on_days([1] * 7) | on_days([2] * 5, 23) | on_days([1] * 7, 30)
    where = Standing(day(0), tuple(SESSIONS))
    now = progress(pain, where, day(36))
    found = responder(pain, now.baseline, where.sessions_on, day(36))
    assert (found.status, now.change.category) == ("not_yet", "no_clear_change")
    assert not to_reconsider(found, now)


@pytest.mark.parametrize(
    ("third", "judged"), [((), 35), ((28,), 27), ((35,), 34), ((36,), 35), ((50,), 35)]
)
def test_it_is_judged_on_one_day(third: tuple[int, ...], judged: int) -> None:
    assert response_judged_on([*SESSIONS[:2], *map(day, third)]) == day(judged)


def test_a_third_session_long_after_does_not_make_it_judged_again() -> None:
    """Better on the day that counts and worse on the eve of a late session is not told."""
    pain = on_days([6] * 7) | on_days([4] * 13, 23) | on_days([6] * 20, 36)
    held = (*SESSIONS[:2], day(52))
    for n in range(21, 56):
        where = Standing(day(0), tuple(on for on in held if on <= day(n)))
        kinds = {each.kind for each in evidence_of_pain(pain, where, day(n))}
        assert "not_responding" not in kinds


LIFE = st.lists(st.none() | VALUES, min_size=40, max_size=40)


@given(LIFE, st.integers(18, 45))
def test_it_is_what_is_defined(values: list[int | None], third: int) -> None:
    pain, as_of = on_days(values), day(45)
    sessions = [day(7), day(14), day(third)]
    series = np.array([np.nan if value is None else value for value in values] + [np.nan] * 10)
    before, last = series[:7], series[max(16, third - 7) : third]
    found = responder(pain, baseline(pain, day(7), None), sessions, as_of)
    if min(np.isfinite(before).sum(), np.isfinite(last).sum()) < 4:
        return
    # Sixtieths and eighty-fourths: no two means are nearer than 1e-3 unless they are equal.
    change = round(float(np.nanmean(last) - np.nanmean(before)), 6)
    assert float(found.absolute or 0) == pytest.approx(change, abs=1e-5)
    if np.nanmean(last) > 1:
        assert (found.status == "not_yet") == (change > -0.5)
