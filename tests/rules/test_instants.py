import zoneinfo
from datetime import UTC, date, time

import pytest

from api.rules.instants import TZDB_VERSION, UnknownZone, instant, local_date, zone
from tests.rules.plan.plans import at


@pytest.mark.parametrize(
    ("name", "day", "wall", "expected"),
    [
        pytest.param("UTC", (2026, 3, 1), "08:00", (2026, 3, 1, 8), id="UTC"),
        pytest.param("Asia/Kolkata", (2026, 3, 1), "08:00", (2026, 3, 1, 2, 30), id="half hour"),
        pytest.param("Asia/Kathmandu", (2026, 3, 1), "08:00", (2026, 3, 1, 2, 15), id="quarter"),
        pytest.param(
            "Europe/Berlin", (2026, 3, 29), "02:30", (2026, 3, 29, 1, 30), id="gap reads 03:30"
        ),
        pytest.param(
            "Europe/Berlin", (2026, 10, 25), "02:30", (2026, 10, 25, 0, 30), id="fold, the first"
        ),
        pytest.param(
            "America/New_York", (2026, 3, 8), "02:00", (2026, 3, 8, 7), id="gap, its first minute"
        ),
        pytest.param(
            "Australia/Lord_Howe", (2026, 10, 4), "02:15", (2026, 10, 3, 15, 45), id="half a gap"
        ),
        pytest.param(
            "Antarctica/Troll", (2026, 3, 29), "01:30", (2026, 3, 29, 1, 30), id="gap of two hours"
        ),
        pytest.param(
            "Africa/Casablanca", (2026, 2, 15), "02:30", (2026, 2, 15, 1, 30), id="Ramadan, first"
        ),
        pytest.param(
            "Africa/Cairo", (2026, 4, 24), "00:00", (2026, 4, 23, 22), id="midnight reads 01:00"
        ),
        pytest.param(
            "America/Nuuk", (2024, 3, 30), "23:30", (2024, 3, 31, 1, 30), id="into the next date"
        ),
        pytest.param("Pacific/Apia", (2011, 12, 29), "08:00", (2011, 12, 29, 18), id="Apia before"),
        pytest.param("Pacific/Apia", (2011, 12, 30), "08:00", None, id="Apia has no such date"),
        pytest.param("Pacific/Apia", (2011, 12, 31), "08:00", (2011, 12, 30, 18), id="Apia after"),
        pytest.param("Pacific/Kwajalein", (1993, 8, 21), "23:59", None, id="Kwajalein neither"),
    ],
)
def test_a_wall_time_becomes_one_instant(name, day, wall, expected):
    found = instant(date(*day), time.fromisoformat(wall), zone(name))
    assert found == (expected and at(*expected))
    assert found is None or found.tzinfo is UTC


def test_a_fold_asked_for_by_the_caller_makes_no_second_slot():
    day, tz = date(2026, 10, 25), zone("Europe/Berlin")
    assert instant(day, time(2, 30, fold=1), tz) == instant(day, time(2, 30), tz)


def test_the_local_date_is_the_one_on_the_wall():
    assert local_date(at(2026, 3, 1, 23, 30), zone("Europe/Berlin")) == date(2026, 3, 2)
    assert local_date(at(2026, 3, 1, 3), zone("America/New_York")) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Asia/Calcutta", "US/Eastern", "UTC", "Etc/GMT+5"]
)
def test_keys_and_links_of_the_database_are_zones(name):
    assert zone(name).key == name
    assert zone(name) is zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "Europe",
        "europe/berlin",
        "Europe/Berlin ",
        "Europe/Berlin\0",
        "Europe//Berlin",
        "/Europe/Berlin",
        "../zoneinfo/Europe/Berlin",
        "Europe/../Europe/Berlin",
        "posix/Europe/Berlin",
        "right/Europe/Berlin",
        "posixrules",
        "localtime",
        "Factory",
        "tzdata.zi",
        "zone.tab",
        "+02:00",
        "Mars/Olympus",
    ],
)
def test_anything_else_is_an_unknown_zone_and_is_not_echoed(name):
    with pytest.raises(UnknownZone) as caught:
        zone(name)
    assert isinstance(caught.value, ValueError)
    assert len(name) < 2 or name not in str(caught.value)


def test_zones_come_from_the_pinned_package_and_not_from_the_machine():

    assert zoneinfo.TZPATH == ()
    assert TZDB_VERSION.count(".") == 1
