"""When a brief is due: so long before the session, or at once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api.domain.briefs import brief_due

STARTS = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
APPOINTMENT = UUID(int=7)


@pytest.mark.parametrize(
    ("ahead_min", "lead_min", "due_before_min"),
    [(600, 60, 60), (61, 60, 60), (60, 60, 60), (20, 60, 20), (20, 5, 5), (2000, 1440, 1440)],
)
def test_it_is_due_so_long_before_or_at_once(
    ahead_min: int, lead_min: int, due_before_min: int
) -> None:
    now = STARTS - ahead_min * MINUTE
    due = brief_due(APPOINTMENT, STARTS, lead_min, "UTC", now)
    assert due.due_at == STARTS - due_before_min * MINUTE
    assert due.closes_at == STARTS
    assert due.key == (APPOINTMENT, date(2026, 3, 2), "brief")


@pytest.mark.parametrize(
    ("timezone", "day"), [("Europe/Berlin", 2), ("Pacific/Auckland", 3), ("Etc/GMT+12", 2)]
)
def test_its_date_is_the_sessions_where_the_therapist_is(timezone: str, day: int) -> None:
    due = brief_due(APPOINTMENT, STARTS, 60, timezone, STARTS - 90 * MINUTE)
    assert due.local_date == date(2026, 3, day)
