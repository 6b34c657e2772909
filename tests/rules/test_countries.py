"""Which country a zone lies in: every zone there is, old names and names of no place too."""

import re
from collections import Counter
from importlib.resources import files
from zoneinfo import available_timezones

import pytest

from api.rules.countries import country_of
from api.rules.instants import UnknownZone, zone

OF_NO_COUNTRY = re.compile(
    r"Etc/.+|UTC|UCT|GMT([+-]?0)?|Greenwich|Universal|Zulu"
    r"|CET|EET|MET|WET|EST|HST|MST|(EST5|CST6|MST7|PST8)[EMCP]DT"
)


def known() -> list[str]:
    found = []
    for name in sorted(available_timezones()):
        try:
            zone(name)
        except UnknownZone:
            continue
        found.append(name)
    return found


def test_every_zone_has_a_country_of_iso_3166_unless_it_is_no_place():
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")
    countries = {line[:2] for line in table.splitlines() if not line.startswith("#")}
    names = known()
    assert len(names) > 590
    without = {name for name in names if country_of(name) is None}
    assert without == {name for name in names if OF_NO_COUNTRY.fullmatch(name)}
    assert {country_of(name) for name in names} - {None} == countries - {"BV", "HM"}


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Busingen", "DE"),
        ("Europe/Oslo", "NO"),
        ("Europe/Copenhagen", "DK"),
        ("Europe/Vaduz", "LI"),
        ("Africa/Accra", "GH"),
        ("America/Cayman", "KY"),
        ("Arctic/Longyearbyen", "SJ"),
        ("Asia/Jerusalem", "IL"),
        ("America/Tijuana", "MX"),
        # As phones call them.
        ("Asia/Calcutta", "IN"),
        ("Asia/Saigon", "VN"),
        ("Asia/Rangoon", "MM"),
        ("Asia/Katmandu", "NP"),
        ("Europe/Kiev", "UA"),
        ("America/Buenos_Aires", "AR"),
        ("Pacific/Enderbury", "KI"),
        ("Atlantic/Faeroe", "FO"),
        ("America/Godthab", "GL"),
        # Whose modern zone is another country's.
        ("Iceland", "IS"),
        ("Africa/Timbuktu", "ML"),
        ("Africa/Asmera", "ER"),
        ("Atlantic/Jan_Mayen", "SJ"),
        ("America/Virgin", "VI"),
        ("America/Coral_Harbour", "CA"),
        ("Pacific/Truk", "FM"),
        ("Antarctica/South_Pole", "AQ"),
    ],
)
def test_a_zone_lies_in_the_country_that_its_name_means(timezone: str, country: str):
    assert country_of(timezone) == country


@pytest.mark.parametrize(
    ("prefix", "country"),
    [
        ("US", {"US": 11, "AS": 1}),
        ("Canada", {"CA": 8}),
        ("Brazil", {"BR": 4}),
        ("Mexico", {"MX": 3}),
        ("Chile", {"CL": 2}),
        ("Australia", {"AU": 23}),
    ],
)
def test_names_that_begin_with_a_country_lie_in_it(prefix: str, country: dict[str, int]):
    found = Counter(country_of(name) for name in known() if name.startswith(f"{prefix}/"))
    assert found == country


@pytest.mark.parametrize("timezone", ["UTC", "Etc/GMT-2", "EST", "EET", "EST5EDT", "Mars/Olympus"])
def test_a_name_of_no_place_has_no_country(timezone: str):
    assert country_of(timezone) is None
