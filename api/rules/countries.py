"""The country of a time zone, by the tables that come with the pinned tzdata package."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

# Old names of zones that several countries share today. The zone that such a name stands for does
# not tell its country: that of Iceland is Abidjan's. Reviewed by hand; a name that is new among
# them has no country until it stands here.
_OLD_NAMES: Mapping[str, str] = {
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Montreal": "CA",
    "America/Nipigon": "CA",
    "America/Thunder_Bay": "CA",
    "America/Virgin": "VI",
    "Antarctica/South_Pole": "AQ",
    "Asia/Rangoon": "MM",
    "Atlantic/Jan_Mayen": "SJ",
    "Canada/Eastern": "CA",
    "Europe/Belfast": "GB",
    "GB": "GB",
    "GB-Eire": "GB",
    "Iceland": "IS",
    "Japan": "JP",
    "NZ": "NZ",
    "Pacific/Ponape": "FM",
    "Pacific/Samoa": "AS",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
    "Singapore": "SG",
    "US/Arizona": "US",
    "US/Samoa": "AS",
}
# They name an offset that half a continent follows, whichever city tzdata has them stand for.
_NO_PLACES = frozenset({"CET", "EET", "EST", "HST", "MET", "MST", "WET"})


def country_of(timezone: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of the country that an IANA zone lies in.

    None for a name that is of no country, as UTC, and for one that is not known.
    """
    return _countries().get(timezone)


@cache
def zones_of_today() -> tuple[str, ...]:
    """Return the zones that people choose from, by name: each lies in one country today."""
    return tuple(sorted(name for _, name in _rows("zone.tab")))


@cache
def _countries() -> Mapping[str, str]:
    # Each zone of zone.tab is of one country; those of zone1970.tab may be shared by several.
    here = {name: codes for codes, name in _rows("zone.tab")}
    sharing = {name: codes for codes, name in _rows("zone1970.tab")}
    alone = {name: codes for name, codes in sharing.items() if "," not in codes}
    old = {name: alone[zone] for name, zone in _links() if zone in alone}
    found = old | dict(_OLD_NAMES) | here
    return {name: country for name, country in found.items() if name not in _NO_PLACES}


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """Yield (country codes, zone) of each row of a table."""
    for line in _lines(table):
        if not line.startswith("#"):
            codes, _, name, *_ = line.split("\t")
            yield codes, name


def _links() -> Iterator[tuple[str, str]]:
    """Yield (name, zone) of each name that stands for a zone of another name."""
    for line in _lines("tzdata.zi"):
        kind, *rest = line.split(" ")
        if kind == "L":
            yield rest[1], rest[0]


def _lines(table: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / table).read_text("utf-8").splitlines()
