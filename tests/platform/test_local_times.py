from datetime import UTC, datetime, time

import pytest

from api.platform.http.local_times import local_time


@pytest.mark.parametrize(
    ("timezone", "at", "shown"),
    [
        ("Europe/Berlin", (2026, 11, 29, 7), ("2026-11-29", "08:00", 60)),
        ("Europe/Berlin", (2026, 10, 25, 0, 30), ("2026-10-25", "02:30", 120)),
        ("Europe/Berlin", (2026, 10, 25, 1, 30), ("2026-10-25", "02:30", 60)),
        ("America/St_Johns", (2026, 1, 1, 2), ("2025-12-31", "22:30", -210)),
        ("Asia/Kathmandu", (2026, 3, 1, 20), ("2026-03-02", "01:45", 345)),
        # No winter time from 2026 on, which data of 2025 does not know.
        ("America/Winnipeg", (2026, 12, 1, 13), ("2026-12-01", "08:00", -300)),
        ("America/Vancouver", (2026, 12, 1, 15), ("2026-12-01", "08:00", -420)),
        ("Africa/Casablanca", (2026, 12, 1, 8), ("2026-12-01", "08:00", 0)),
        ("Europe/Berlin", (2026, 11, 29, 7, 0, 59, 999999), ("2026-11-29", "08:00", 60)),
    ],
)
def test_an_instant_is_written_as_the_clock_of_the_zone_shows_it(
    timezone: str, at: tuple[int, ...], shown: tuple[str, str, int]
) -> None:
    found = local_time(datetime(*at, tzinfo=UTC), timezone)  # type: ignore[misc,arg-type]
    assert found.model_dump(mode="json") == {
        "date": shown[0],
        "time": shown[1],
        "timezone": timezone,
        "utc_offset_min": shown[2],
    }
    assert found.time == time.fromisoformat(shown[1])
