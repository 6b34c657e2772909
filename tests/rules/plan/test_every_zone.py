"""Every wall minute around the clock changes of a zone, against what its clock really did."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from api.rules.instants import day_in_history, instant, local_date, zone
from api.rules.plan.schedules import duty_slots, reminder_slots
from tests.rules.plan.plans import LONG_AGO, living_in, plan, schedule, version
from tests.rules.plan.zones import Change, changes, distinct_changes, walls_near

PINNED = [
    pytest.param("Pacific/Apia", 2009, 2013, 6, id="Apia skipped 2011-12-30"),
    pytest.param("Pacific/Kwajalein", 1993, 1994, 1, id="Kwajalein skipped 1993-08-21"),
    pytest.param("Australia/Lord_Howe", 2024, 2026, 4, id="Lord Howe moves by 30 minutes"),
    pytest.param("Antarctica/Troll", 2024, 2026, 4, id="Troll moves by two hours"),
    pytest.param("Africa/Casablanca", 2024, 2026, 4, id="Casablanca goes back for Ramadan"),
    pytest.param("Africa/Cairo", 2023, 2026, 6, id="Cairo changes at midnight"),
    pytest.param("America/Nuuk", 2023, 2025, 3, id="Nuuk loses 23:00 of 2024-03-30"),
    pytest.param("Europe/Berlin", 2025, 2027, 4, id="Berlin"),
    pytest.param("America/New_York", 2025, 2027, 4, id="New York"),
    pytest.param("Asia/Kolkata", 1970, 1980, 0, id="Kolkata never changes"),
    pytest.param("Asia/Kathmandu", 1985, 1987, 1, id="Kathmandu moved by 15 minutes"),
    pytest.param("UTC", 1970, 1980, 0, id="UTC never changes"),
]


def distinct_zones() -> list[str]:
    """One name for each set of rules: links share the bytes of their target."""
    rules: dict[bytes, str] = {}
    for name in sorted(available_timezones() - {"Factory"}):
        file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        rules.setdefault(file.read_bytes(), name)
    return sorted(rules.values())


def check_every_wall_time(tz: ZoneInfo, change: Change, margin: timedelta, coarse: timedelta):
    read: list[tuple[date, datetime]] = []
    for wall in walls_near(change, margin, coarse):
        day, time_of_day = wall.date(), wall.time()
        found = instant(day, time_of_day, tz)
        if not change.has_date(day):
            assert found is None, wall
            continue
        expected, shift = change.expected(wall)
        assert found == expected, wall
        reading = found.astimezone(tz).replace(tzinfo=UTC)
        assert reading - wall == shift >= timedelta(0), wall
        if not shift:
            read.append((day, found))
    # Wall times that exist come one after the other; each date ends where the next begins.
    assert all(one < other for one, other in pairwise(found for _, found in read))


def check_slots(name: str, change: Change):
    times = ("00:00", "00:30", "01:30", "02:30", "03:00", "12:00", "23:00", "23:59")
    history = living_in((name, LONG_AGO))
    asked = plan(version(schedule(*times)))
    days = change.dates
    slots = reminder_slots(asked, history, days[0], days[-1])
    keys = [(slot.local_date, slot.slot) for slot in slots]
    assert len(set(keys)) == len(keys)
    assert set(keys) == {(day, text) for day in days if change.has_date(day) for text in times}
    assert all(one.due_at <= other.due_at for one, other in pairwise(slots))
    assert all(slot.due_at < slot.closes_at for slot in slots)
    habit = plan(version(schedule(*times)), kind="habit")
    answers = duty_slots(habit, history, days[0], days[-1])
    assert [slot.local_date for slot in answers] == [day for day in days if change.has_date(day)]
    assert all(one.closes_at == other.due_at for one, other in pairwise(answers))


def check_dates(name: str, tz: ZoneInfo, change: Change):
    for day in change.dates:
        span = day_in_history(day, living_in((name, LONG_AGO)))
        assert (span is not None) == change.has_date(day)
        if span is not None:
            assert local_date(span[0], tz) == day


@pytest.mark.parametrize(("name", "since", "until", "count"), PINNED)
def test_a_pinned_zone_keeps_the_rules_around_its_changes(name, since, until, count):
    found = list(changes(zone(name), since, until))
    assert len(found) == count
    for change in found:
        check_every_wall_time(zone(name), change, timedelta(days=1), timedelta(minutes=15))
        check_slots(name, change)
        check_dates(name, zone(name), change)


@pytest.mark.every_zone
def test_every_zone_keeps_the_rules_around_every_change_from_1970_to_2040():
    walked = 0
    for name, change in distinct_changes(distinct_zones(), 1970, 2040):
        check_every_wall_time(zone(name), change, timedelta(hours=3), timedelta(hours=1))
        check_slots(name, change)
        check_dates(name, zone(name), change)
        walked += 1
    assert walked > 5_000
