"""The moments as of which a client is judged who waited for a look."""

from datetime import UTC, datetime

import pytest

from api.rules.insights.looks import moments
from api.rules.instants import ZoneSpan

BERLIN = (ZoneSpan("Europe/Berlin", datetime(2000, 1, 1, tzinfo=UTC)),)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "told_at", "now", "judged"),
    [
        # Seconds later.
        (at(2, 8), [at(2, 8)], at(2, 8, 1), [at(2, 8)]),
        # What was told before was looked at before.
        (at(2, 8), [at(1, 9), at(2, 8), at(2, 7)], at(2, 9), [at(2, 8)]),
        # All that she told while she waited, in order, and once.
        (
            at(2, 8),
            [at(2, 9), at(2, 8, 30), at(2, 9)],
            at(2, 10),
            [at(2, 8), at(2, 8, 30), at(2, 9)],
        ),
        # Four in the morning in Berlin, of each later date that has come so far.
        (at(2, 8), [], at(4, 2, 59), [at(2, 8), at(3, 3)]),
        (at(2, 8), [at(3, 12)], at(4, 3), [at(2, 8), at(3, 3), at(3, 12), at(4, 3)]),
        # Her date changes an hour before that of UTC, but she is asleep.
        (at(2, 22, 59), [], at(2, 23), [at(2, 22, 59)]),
    ],
)
def test_she_is_judged_when_she_would_have_been_in_time(
    since: datetime, told_at: list[datetime], now: datetime, judged: list[datetime]
) -> None:
    assert moments(since, told_at, now, BERLIN) == judged
