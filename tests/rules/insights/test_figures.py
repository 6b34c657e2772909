"""The figures of a client together: which dates are looked at, and which of them are due."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import Standing
from api.rules.insights.figures import insights, window
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.series import NOWHERE, day

VALUES = st.none() | st.integers(0, 10)
ENTRIES = st.lists(st.none() | st.tuples(VALUES, VALUES, VALUES, VALUES), max_size=70)


def test_windows_reach_back_to_the_last_session_and_no_farther_than_92_days() -> None:
    as_of = date(2026, 6, 1)
    for ago, length in ((None, 28), (10, 28), (27, 28), (40, 41), (91, 92), (200, 92)):
        session = None if ago is None else date.fromordinal(as_of.toordinal() - ago)
        found = window(as_of, session)
        assert (len(found), found[-1]) == (length, as_of)


def test_today_is_due_once_it_is_logged_or_over() -> None:
    entry = DailyCheckIn(day(27), 3, None, None, None, None, None)
    for diary, over_on, whole in (
        ({}, day(26), (0, 7)),
        ({day(27): entry}, day(26), (1, 8)),
        ({}, day(27), (0, 8)),
    ):
        found = insights(diary, NOWHERE, day(27), day(20), over_on).completeness
        assert (found.logged, found.due) == whole


def diary(answers: list[tuple[int | None, ...] | None], by: int = 0) -> dict[date, DailyCheckIn]:
    return {
        day(n): DailyCheckIn(day(n), *each[:3], None, each[3], None)
        for n, each in enumerate(answers, by)
        if each is not None
    }


@given(ENTRIES)
def test_what_comes_later_changes_nothing(answers: list[tuple[int | None, ...] | None]) -> None:
    course = Standing(day(0), (day(7), day(21)))
    until = {on: entry for on, entry in diary(answers).items() if on <= day(40)}
    whole = insights(diary(answers), course, day(40), day(0), day(39))
    assert whole == insights(until, course, day(40), day(0), day(39))


@given(ENTRIES, st.integers(-400, 400))
def test_shifting_all_dates_shifts_all_results(
    answers: list[tuple[int | None, ...] | None], by: int
) -> None:
    def seen(by: int) -> str:
        course = Standing(day(by), (day(7 + by), day(21 + by)))
        found = insights(diary(answers, by), course, day(40 + by), day(by), day(39 + by))
        return told(found, by)

    assert seen(0) == seen(by)


def told(found: object, by: int) -> str:
    """Return all figures as text, with dates as days since the first one."""
    return re.sub(
        r"datetime\.date\((\d+), (\d+), (\d+)\)",
        lambda each: str((date(*map(int, each.groups())) - day(by)).days),
        repr(found),
    )
