"""When a brief is due: so long before the session, or at once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api.rules.reminders.briefs import brief_due, has_read

STARTS = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
APPOINTMENT, THERAPIST = UUID(int=7), UUID(int=8)


@pytest.mark.parametrize(
    ("ahead_min", "lead_min", "due_before_min"),
    [(600, 60, 60), (61, 60, 60), (60, 60, 60), (20, 60, 20), (20, 5, 5), (2000, 1440, 1440)],
)
def test_it_is_due_so_long_before_or_at_once(
    ahead_min: int, lead_min: int, due_before_min: int
) -> None:
    now = STARTS - ahead_min * MINUTE
    due = brief_due(APPOINTMENT, THERAPIST, STARTS, lead_min, "UTC", now)
    assert due.due_at == STARTS - due_before_min * MINUTE
    assert due.closes_at == STARTS
    assert due.key == (APPOINTMENT, date(2026, 3, 2), f"brief:{THERAPIST}")


@pytest.mark.parametrize(
    ("timezone", "day"), [("Europe/Berlin", 2), ("Pacific/Auckland", 3), ("Etc/GMT+12", 2)]
)
def test_its_date_is_the_sessions_where_the_therapist_is(timezone: str, day: int) -> None:
    due = brief_due(APPOINTMENT, THERAPIST, STARTS, 60, timezone, STARTS - 90 * MINUTE)
    assert due.local_date == date(2026, 3, day)


# Where she is, it is due on 1 March at 23:30; the reading, where she is, and of what date.
READINGS = [
    ("a minute before", datetime(2026, 3, 1, 22, 29, tzinfo=UTC), date(2026, 3, 1), True),
    ("that morning", datetime(2026, 2, 28, 23, 0, tzinfo=UTC), date(2026, 3, 1), True),
    ("the day before", datetime(2026, 2, 28, 22, 59, tzinfo=UTC), date(2026, 2, 28), False),
    ("the date after", datetime(2026, 3, 1, 23, 10, tzinfo=UTC), date(2026, 3, 2), True),
    ("of the client's date", datetime(2026, 3, 1, 8, 0, tzinfo=UTC), date(2026, 2, 28), True),
    ("of an old one", datetime(2026, 3, 1, 8, 0, tzinfo=UTC), date(2026, 2, 27), False),
    ("of one months old", datetime(2026, 3, 1, 8, 0, tzinfo=UTC), date(2025, 12, 1), False),
]


@pytest.mark.parametrize(("when", "read_at", "as_of", "counts"), READINGS)
def test_a_brief_that_was_read_in_time_and_not_of_long_ago_is_not_told_of(
    when: str, read_at: datetime, as_of: date, counts: bool
) -> None:
    due_at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert has_read(read_at, as_of, due_at, "Europe/Berlin") is counts, when
