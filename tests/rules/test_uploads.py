from datetime import UTC, date, datetime, timedelta

import pytest

from api.rules.instants import ZoneSpan
from api.rules.uploads import UNDO, asked_week, refused_date, refused_week, upload_of

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)  # A Wednesday.
HOUR = timedelta(hours=1)


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


@pytest.mark.parametrize(
    ("on", "monday"),
    [
        (day(3, 1), day(2, 23)),
        (day(3, 2), day(2, 23)),
        (day(3, 4), day(2, 23)),
        (day(3, 7), day(2, 23)),
        (day(3, 8), day(3, 2)),
        (day(3, 9), day(3, 2)),
        (date(2027, 1, 3), date(2026, 12, 28)),
    ],
)
def test_the_week_asked_about_is_the_one_that_ends_or_ended_last(on: date, monday: date) -> None:
    assert asked_week(on) == monday
    assert asked_week(on).isoweekday() == 1


WEEKS = {
    "a Tuesday": (day(3, 3), day(3, 8), "not_a_monday"),
    "a week that has begun": (day(3, 9), day(3, 11), None),
    "on its Monday": (day(3, 9), day(3, 9), None),
    "before it": (day(3, 9), day(3, 8), "recorded_before_its_week"),
    "on the last evening": (day(2, 23), day(3, 8), None),
    "a day later": (day(2, 23), day(3, 9), "recorded_too_late"),
    "next week": (day(3, 16), day(3, 11), "date_in_the_future"),
    "uploaded 92 days after its end": (date(2025, 12, 1), date(2025, 12, 7), "uploaded_too_late"),
    "uploaded in time": (date(2025, 12, 8), date(2025, 12, 14), None),
}


@pytest.mark.parametrize(("monday", "recorded_on", "code"), WEEKS.values(), ids=WEEKS)
def test_a_week_is_taken_when_it_was_recorded_in_time(
    monday: date, recorded_on: date, code: str | None
) -> None:
    assert refused_week(monday, recorded_on, NOON) == code


def test_the_last_day_to_upload_a_week_is_92_days_after_its_sunday() -> None:
    sunday = datetime(2026, 3, 8, 20, tzinfo=UTC)
    last = sunday + timedelta(days=92)
    assert refused_week(day(3, 2), sunday.date(), last) is None
    later = last + timedelta(days=1)
    assert refused_week(day(3, 2), sunday.date(), later) == "uploaded_too_late"


def test_the_future_begins_where_no_calendar_has_arrived() -> None:
    for hour, code in ((9, "date_in_the_future"), (10, None)):
        now = datetime(2026, 3, 8, hour, tzinfo=UTC)
        assert refused_date(day(3, 9), day(3, 8), now) == code
        assert refused_week(day(3, 9), day(3, 9), now) == code


def test_a_clock_that_runs_fast_orders_nothing_later_than_it_came() -> None:
    fast, slow = (upload_of({}, NOON + drift, NOON) for drift in (HOUR, -HOUR))
    assert (fast.ordered_at, fast.recorded_at, fast.received_at) == (NOON, NOON + HOUR, NOON)
    assert (slow.ordered_at, slow.recorded_at, slow.received_at) == (NOON - HOUR, NOON - HOUR, NOON)


def test_of_two_of_one_instant_the_digest_decides_alone() -> None:
    one, same, other = (upload_of({"pain": pain}, NOON, NOON) for pain in (1, 1, 2))
    assert one.order == same.order != other.order
    assert one.order[0] == other.order[0]


def test_an_undo_comes_after_every_log_of_its_instant_and_before_a_later_one() -> None:
    now = upload_of({"outcome": "done"}, NOON, NOON + HOUR)
    later = upload_of({"outcome": "done"}, NOON + timedelta.resolution, NOON + HOUR)
    assert now.order < (NOON, UNDO) < later.order


def test_the_date_is_that_of_where_she_was_when_her_phone_recorded_it() -> None:
    lived = (ZoneSpan("Europe/Berlin", NOON - 9 * HOUR), ZoneSpan("Pacific/Auckland", NOON))
    for recorded_at, on in ((NOON - timedelta.resolution, day(3, 11)), (NOON, day(3, 12))):
        upload = upload_of({}, recorded_at, NOON + HOUR)
        assert upload.recorded_on(lived) == on
        assert upload.refused_for(on, lived) is None
        assert upload.refused_for(on - timedelta(days=2), lived) == "recorded_too_late"


def test_its_row_gets_the_answers_and_when_they_were_told() -> None:
    upload = upload_of({"pain": 3}, NOON, NOON + HOUR)
    told = {"recorded_at": NOON, "ordered_at": NOON, "received_at": NOON + HOUR}
    assert upload.told == told | {"digest": upload.digest}
    assert upload.columns == upload.told | {"pain": 3}
