"""What phones call a zone, and which name of the database is taken for it."""

from datetime import UTC, datetime
from importlib.resources import files

import pytest

from api.rules.instants import offset_min, zone, zone_keys
from api.rules.zone_names import REPLACED, UNKNOWN, Taken, new_name, spelled, taken_zone

BERLIN = "Europe/Berlin"
# Summer time in Berlin and New York, none in Adelaide.
SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("EUROPE/BERLIN", "Europe/Berlin"),
        (" Asia/Tokyo ", "Asia/Tokyo"),
        ("america/port-au-prince", "America/Port-au-Prince"),
        ("America/New York", "America/New_York"),
        ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
        ("z", "UTC"),
        ("etc/gmt-2", "Etc/GMT-2"),
        ("GMT+02:00", "Etc/GMT-2"),
        ("GMT+2", "Etc/GMT-2"),
        ("gmt+0200", "Etc/GMT-2"),
        ("UTC+2", "Etc/GMT-2"),
        ("UTC +02:00", "Etc/GMT-2"),
        ("+02:00", "Etc/GMT-2"),
        ("+02:00:00", "Etc/GMT-2"),
        ("GMT-08:00", "Etc/GMT+8"),
        ("UTC\N{MINUS SIGN}5", "Etc/GMT+5"),
        ("GMT+14:00", "Etc/GMT-14"),
        ("+00:00", "UTC"),
        ("GMT+05:30", "Asia/Kolkata"),
        ("GMT+05:45", "Asia/Kathmandu"),
        ("GMT-09:30", "Pacific/Marquesas"),
        ("GMT+10:30", "Australia/Adelaide"),
        ("PST", "America/Los_Angeles"),
        ("SystemV/EST5EDT", "America/New_York"),
        ("US/Pacific-New", "America/Los_Angeles"),
    ],
)
def test_an_odd_name_is_taken_for_the_nearest_of_the_database(said: str, taken: str) -> None:
    assert taken_zone(said, BERLIN, WINTER) == Taken(taken, REPLACED)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "Berlin",
        "Europe/Atlantis",
        "Etc/Unknown",
        "Factory",
        "localtime",
        "posix/Europe/Berlin",
        "GMT+05:17",
        "GMT+15:00",
        "GMT+99",
        "+2:7",
        "CST",
        "BST",
        "Europe/Berlin\x00",
        "\ud800",
        "W. Europe Standard Time",
        "9" * 5000,
    ],
)
def test_what_names_no_zone_leaves_her_where_she_is(said: str) -> None:
    assert taken_zone(said, "Asia/Tokyo", WINTER) == Taken("Asia/Tokyo", UNKNOWN)


def test_every_name_of_the_database_is_taken_as_it_is_however_its_letters_are_cased() -> None:
    assert len({name.casefold() for name in zone_keys()}) == len(zone_keys())
    for name in zone_keys():
        assert taken_zone(name, BERLIN, WINTER) == Taken(name, None)
        assert spelled(name.swapcase()) == spelled(f" {name.lower()}\n") == name


def test_what_is_no_other_spelling_is_not_spelled() -> None:
    assert [spelled(said) for said in ("Berlin", "GMT+02:00", "PST", "")] == [None] * 4


@pytest.mark.parametrize(
    ("said", "own", "now", "taken"),
    [
        ("GMT+02:00", BERLIN, SUMMER, BERLIN),
        ("GMT+02:00", BERLIN, WINTER, "Etc/GMT-2"),
        ("GMT+05:30", "Asia/Colombo", WINTER, "Asia/Colombo"),
        ("GMT+00:00", "Europe/London", WINTER, "Europe/London"),
        ("GMT+00:00", "Europe/London", SUMMER, "UTC"),
        ("GMT-02:30", BERLIN, SUMMER, "America/St_Johns"),
        ("GMT-03:30", BERLIN, WINTER, "America/St_Johns"),
        ("GMT+10:30", BERLIN, SUMMER, "Australia/Lord_Howe"),
    ],
)
def test_an_offset_is_her_own_zone_while_it_has_it_and_else_one_that_has(
    said: str, own: str, now: datetime, taken: str
) -> None:
    assert taken_zone(said, own, now) == Taken(taken, REPLACED)


@pytest.mark.parametrize("now", [SUMMER, WINTER])
def test_an_offset_is_never_taken_for_a_zone_that_has_another_one(now: datetime) -> None:
    for minutes in range(-13 * 60, 15 * 60 + 1, 15):
        said = f"GMT{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
        taken = taken_zone(said, "Europe/London", now)
        offsets = offset_min(now, zone(taken.value)), minutes
        assert len(set(offsets)) == 1 or taken.code == UNKNOWN, said


def test_every_place_is_found_by_its_old_name_too() -> None:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines()
    places = {line.split("\t")[2] for line in table if not line.startswith("#")}
    renamed = {name for name in zone_keys() if new_name(name) != name}
    assert {new_name(name) for name in renamed} < places
    assert not renamed & places
    assert new_name("Asia/Calcutta") == new_name("Asia/Kolkata") == "Asia/Kolkata"
    for old in renamed:
        assert taken_zone(old, BERLIN, WINTER) == Taken(old, None)
        assert offset_min(WINTER, zone(old)) == offset_min(WINTER, zone(new_name(old)))


def test_neighbours_whose_clocks_agree_keep_names_of_their_own() -> None:
    assert new_name("Europe/Oslo") == "Europe/Oslo"
