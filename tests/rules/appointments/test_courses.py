from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.appointments.courses import (
    Visit,
    episode_of,
    refused_start,
    session_numbers,
    sessions_of,
)

TODAY = date(2026, 3, 2)
FIRST, SECOND = date(2026, 1, 12), date(2026, 3, 9)


def visit(number: int, day: date, status: str = "completed", hour: int = 9) -> Visit:
    return Visit(UUID(int=number), datetime.combine(day, time(hour), UTC), day, status)


@pytest.mark.parametrize(
    ("day", "episode"),
    [
        pytest.param(date(2026, 1, 11), None, id="before the first"),
        pytest.param(FIRST, FIRST, id="the date it begins"),
        pytest.param(date(2026, 3, 8), FIRST, id="until the next one begins, whatever was planned"),
        pytest.param(SECOND, SECOND, id="the date the next one begins"),
        pytest.param(date(2036, 1, 1), SECOND, id="the last one has no end"),
    ],
)
def test_a_date_belongs_to_the_episode_it_falls_in(day, episode):
    assert episode_of(day, [SECOND, FIRST]) == episode


def test_no_date_belongs_to_an_episode_when_there_is_none():
    assert episode_of(TODAY, []) is None


@pytest.mark.parametrize(
    ("visits", "numbers"),
    [
        pytest.param([], {}, id="none yet"),
        pytest.param([visit(1, FIRST)], {1: 1}, id="the first"),
        pytest.param([visit(2, SECOND), visit(1, FIRST)], {1: 1, 2: 1}, id="each episode anew"),
        pytest.param([visit(7, FIRST, hour=14), visit(8, FIRST)], {8: 1, 7: 2}, id="by the hour"),
        pytest.param([visit(7, FIRST), visit(3, FIRST)], {3: 1, 7: 2}, id="of one hour by id"),
        pytest.param([visit(1, date(2026, 1, 5)), visit(2, FIRST)], {2: 1}, id="before them all"),
        pytest.param(
            [
                visit(1, date(2026, 1, 12), "missed"),
                visit(2, date(2026, 1, 14)),
                visit(3, date(2026, 1, 16), "cancelled"),
                visit(4, date(2026, 1, 18), "planned"),
                visit(5, date(2026, 1, 20)),
            ],
            {2: 1, 5: 2},
            id="only completed ones",
        ),
    ],
)
def test_the_completed_sessions_of_an_episode_are_numbered_as_they_were_held(visits, numbers):
    found = session_numbers(visits, [FIRST, SECOND])
    assert found == {UUID(int=one): number for one, number in numbers.items()}


def test_an_episode_without_a_session_is_there_with_none():
    assert sessions_of([visit(1, FIRST)], [FIRST, SECOND]) == {FIRST: [UUID(int=1)], SECOND: []}


@pytest.mark.parametrize(
    ("starts_on", "today", "code"),
    [
        pytest.param(date(2021, 3, 2), TODAY, None, id="five years ago"),
        pytest.param(date(2021, 3, 1), TODAY, "too_long_ago", id="a day more"),
        pytest.param(date(2027, 3, 2), TODAY, None, id="a year ahead"),
        pytest.param(date(2027, 3, 3), TODAY, "too_far_ahead", id="a day further"),
        pytest.param(date(2024, 2, 29), date(2029, 2, 28), None, id="a leap day"),
        pytest.param(date(2024, 2, 29), date(2029, 3, 1), "too_long_ago", id="and a day more"),
        pytest.param(date(1900, 1, 1), TODAY, "too_long_ago", id="the earliest there is"),
        pytest.param(date(2200, 12, 31), TODAY, "too_far_ahead", id="the latest there is"),
    ],
)
def test_an_episode_begins_within_five_years_back_and_one_ahead(starts_on, today, code):
    assert refused_start(starts_on, today) == code


DAYS = st.integers(0, 60).map(lambda n: TODAY + timedelta(days=n))
STATUSES = st.sampled_from(["completed", "planned", "cancelled", "missed"])
PAST = st.lists(st.tuples(DAYS, STATUSES, st.integers(0, 23)), max_size=20)


@given(PAST, st.sets(DAYS, max_size=5))
def test_numbers_run_from_one_without_a_gap_in_every_episode(past, starts):
    visits = [visit(n, day, status, hour) for n, (day, status, hour) in enumerate(past)]
    numbers = session_numbers(visits, starts)
    for first in starts:
        mine = [v for v in visits if episode_of(v.on, starts) == first and v.status == "completed"]
        assert sorted(numbers[v.appointment_id] for v in mine) == list(range(1, len(mine) + 1))
        by_number = sorted(mine, key=lambda v: numbers[v.appointment_id])
        assert [v.starts_at for v in by_number] == sorted(v.starts_at for v in mine)
    assert numbers == session_numbers(visits[::-1], starts)
