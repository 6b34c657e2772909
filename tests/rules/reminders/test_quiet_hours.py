"""Quiet hours: what waits for their end, on any night and in any zone."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings

from api.rules.instants import zone
from api.rules.reminders.leaving import Decision, Send, decide
from api.rules.reminders.quiet_hours import Quiet, falls_in_quiet, is_quiet, quiet_until
from api.rules.reminders.reasons import End
from tests.rules.reminders.test_leaving import MINUTES, MOMENTS, NIGHT, READY, ZONES, deferred, utc


# Berlin is one hour ahead of UTC on these winter days.
@pytest.mark.parametrize(
    ("due", "window", "now", "expected"),
    [
        pytest.param(utc(2026, 3, 2, 6), 120, 0, deferred(utc(2026, 3, 2, 7)), id="early morning"),
        pytest.param(utc(2026, 3, 2, 5), 121, 0, deferred(utc(2026, 3, 2, 7)), id="just in time"),
        pytest.param(utc(2026, 3, 2, 5), 120, 0, End("skipped", "quiet_hours"), id="ends with it"),
        pytest.param(utc(2026, 3, 1, 22), 60, 0, End("skipped", "quiet_hours"), id="at night"),
        pytest.param(utc(2026, 3, 1, 22), 720, 0, deferred(utc(2026, 3, 2, 7)), id="past midnight"),
        pytest.param(utc(2026, 3, 1, 19), 120, 59, Send(), id="a minute before"),
        pytest.param(
            utc(2026, 3, 1, 19), 120, 60, End("skipped", "quiet_hours"), id="begins at the minute"
        ),
        pytest.param(utc(2026, 3, 2, 7), 120, 0, Send(), id="over at the minute"),
    ],
)
def test_quiet_hours_defer_what_lasts_and_skip_the_rest(
    due: datetime, window: int, now: int, expected: Decision
) -> None:
    facts = replace(READY, due_at=due, expires_at=due + timedelta(minutes=window))
    assert decide(facts, due + timedelta(minutes=now)) == expected


def test_no_phone_does_not_hide_quiet_hours() -> None:
    at_night = utc(2026, 3, 1, 22)
    facts = replace(READY, due_at=at_night, can_be_pushed=False)
    assert decide(facts, at_night) == deferred(utc(2026, 3, 2, 7))


def test_neither_a_test_nor_a_client_without_quiet_hours_waits_for_the_morning() -> None:
    at_night = replace(READY, due_at=utc(2026, 3, 1, 22))
    assert decide(replace(at_night, alone=True), at_night.due_at) == Send()
    assert decide(replace(at_night, quiet=None), at_night.due_at) == Send()


@pytest.mark.parametrize(
    ("hours", "wall", "quiet"),
    [
        ((21, 8), time(21), True),
        ((21, 8), time(20, 59, 59), False),
        ((21, 8), time(0), True),
        ((21, 8), time(7, 59, 59), True),
        ((21, 8), time(8), False),
        ((13, 15), time(12, 59), False),
        ((13, 15), time(13), True),
        ((13, 15), time(15), False),
        ((21, 0), time(23, 59), True),
        ((21, 0), time(0), False),
        ((9, 9), time(9), False),
    ],
)
def test_quiet_hours_include_their_start_and_not_their_end(
    hours: tuple[int, int], wall: time, quiet: bool
) -> None:
    assert falls_in_quiet(wall, Quiet(time(hours[0]), time(hours[1]))) is quiet


# The nights on which zones change their clocks, in UTC.
NIGHTS = [
    pytest.param("Europe/Berlin", utc(2026, 3, 29), id="Berlin springs over 02:00"),
    pytest.param("Europe/Berlin", utc(2026, 10, 25), id="Berlin repeats 02:00"),
    pytest.param("America/New_York", utc(2026, 3, 8, 6), id="New York springs"),
    pytest.param("America/New_York", utc(2026, 11, 1, 5), id="New York repeats"),
    pytest.param("Australia/Lord_Howe", utc(2026, 4, 4, 14), id="Lord Howe repeats half an hour"),
    pytest.param("Antarctica/Troll", utc(2026, 3, 29), id="Troll springs two hours"),
    pytest.param("Africa/Cairo", utc(2026, 4, 23, 21), id="Cairo springs over midnight"),
    pytest.param("Africa/Cairo", utc(2026, 10, 29, 20), id="Cairo repeats 23:00"),
    pytest.param("America/Nuuk", utc(2024, 3, 31), id="Nuuk springs at the end of a day"),
    pytest.param("Pacific/Apia", utc(2011, 12, 30, 9), id="Apia loses a date"),
    pytest.param("Asia/Kathmandu", utc(2026, 3, 1, 18), id="Kathmandu does nothing"),
]


@pytest.mark.parametrize(("timezone", "around"), NIGHTS)
@pytest.mark.parametrize(
    "hours", [(21, 0, 8, 0), (22, 0, 2, 30), (2, 15, 2, 45), (3, 15, 2, 30), (23, 30, 0, 15)]
)
def test_a_deferral_ends_outside_quiet_hours_and_never_early_on_any_night(
    timezone: str, around: datetime, hours: tuple[int, int, int, int]
) -> None:
    quiet = Quiet(time(hours[0], hours[1]), time(hours[2], hours[3]))
    for minutes in range(-36 * 60, 36 * 60, 5):
        assert_waits_for_the_end(timezone, quiet, around + timedelta(minutes=minutes))


def assert_waits_for_the_end(timezone: str, quiet: Quiet, now: datetime) -> None:
    """What is deferred leaves at once when its time has come, and no day is wasted waiting."""
    facts = replace(
        READY, due_at=now, expires_at=now + timedelta(hours=80), timezone=timezone, quiet=quiet
    )
    until = quiet_until(now, timezone, quiet, facts.expires_at)
    assert (until is not None) is is_quiet(now, timezone, quiet)
    if until is not None:
        assert now < until <= now + timedelta(hours=48)
        assert not is_quiet(until, timezone, quiet)
        assert decide(facts, now) == deferred(until)
        assert decide(facts, until) == Send()


def test_a_repeated_hour_is_waited_out_once_and_not_for_a_day() -> None:
    quiet = Quiet(time(22), time(2, 30))
    second_ten_past_two, expires_at = utc(2026, 10, 25, 1, 10), utc(2026, 10, 27)
    until = quiet_until(second_ten_past_two, "Europe/Berlin", quiet, expires_at)
    assert until == utc(2026, 10, 25, 1, 30)


@settings(max_examples=300)
@given(ZONES, MINUTES, MINUTES, MOMENTS)
def test_a_deferral_ends_outside_quiet_hours_and_never_early(
    timezone: str, from_: time, until: time, now: datetime
) -> None:
    assert_waits_for_the_end(timezone, Quiet(from_, until), now)


def test_quiet_hours_are_those_of_the_wall_where_she_is() -> None:
    noon_in_berlin = datetime.combine(date(2026, 7, 1), time(12), zone("Europe/Berlin"))
    assert not is_quiet(noon_in_berlin, "Europe/Berlin", NIGHT)
    assert is_quiet(noon_in_berlin, "Pacific/Auckland", NIGHT)
