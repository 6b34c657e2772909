"""Whether two sessions have helped, looked at before the third."""

from fractions import Fraction

import pytest

from api.rules.decimals import one_decimal
from api.rules.insights.baselines import baseline
from api.rules.insights.sessions import responder
from tests.rules.insights.series import day, on_days

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
