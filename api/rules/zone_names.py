"""Zones as phones name them, and the nearest of the pinned IANA database's names.

A name is looked up in a table of its own, since `zoneinfo` minds upper and lower case only where
the file system does.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from api.rules.instants import offset_min, zone, zone_keys

REPLACED, UNKNOWN = "timezone_replaced", "timezone_unknown"
FURTHEST_MIN = 18 * 60
"""No offset from UTC is larger, by ISO 8601 libraries and by law."""
_LONGEST = 64
_OFFSET = re.compile(r"(?:gmt|utc|ut)?([+-])(\d{1,2})(?::?([0-5]\d))?(?::?00)?")
# What ICU, and so browsers and phones, go on calling zones that were renamed.
_RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}
# What Java and Android call a zone besides the names of the database. Their abbreviations with two
# meanings (AST, BST, CST, IST and the like) are no names: a wrong guess would be hours off.
_OTHERWISE = {
    "aet": "Australia/Sydney",
    "agt": "America/Argentina/Buenos_Aires",
    "bet": "America/Sao_Paulo",
    "canada/east-saskatchewan": "America/Regina",
    "cat": "Africa/Harare",
    "cnt": "America/St_Johns",
    "ctt": "Asia/Shanghai",
    "eat": "Africa/Addis_Ababa",
    "iet": "America/Indiana/Indianapolis",
    "jst": "Asia/Tokyo",
    "mit": "Pacific/Apia",
    "net": "Asia/Yerevan",
    "plt": "Asia/Karachi",
    "pnt": "America/Phoenix",
    "prt": "America/Puerto_Rico",
    "pst": "America/Los_Angeles",
    "systemv/ast4": "Etc/GMT+4",
    "systemv/ast4adt": "America/Halifax",
    "systemv/cst6": "Etc/GMT+6",
    "systemv/cst6cdt": "America/Chicago",
    "systemv/est5": "Etc/GMT+5",
    "systemv/est5edt": "America/New_York",
    "systemv/hst10": "Etc/GMT+10",
    "systemv/mst7": "Etc/GMT+7",
    "systemv/mst7mdt": "America/Denver",
    "systemv/pst8": "Etc/GMT+8",
    "systemv/pst8pdt": "America/Los_Angeles",
    "systemv/yst9": "Etc/GMT+9",
    "systemv/yst9ydt": "America/Anchorage",
    "us/pacific-new": "America/Los_Angeles",
    "vst": "Asia/Ho_Chi_Minh",
    "z": "UTC",
}
# One after the other the zones that may be meant by an offset of no whole hour, those without
# summer time first: the first one that has the offset at the moment is taken.
_BETWEEN_HOURS = (
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Yangon",
    "Asia/Tehran",
    "Asia/Kabul",
    "Australia/Darwin",
    "Australia/Eucla",
    "Pacific/Marquesas",
    "Australia/Adelaide",
    "America/St_Johns",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The value that is taken for what a phone said; `code` says why, None if it is the same."""

    value: str
    code: str | None


def spelled(said: str) -> str | None:
    """Return the database's name that differs at most in case and spaces, or None."""
    return said if said in zone_keys() else _folded_keys().get(_fold(said))


def taken_zone(said: str, own: str, now: datetime) -> Taken:
    """Return the zone for what a phone says it is in; `own` is the person's, for want of better.

    A mere offset is her own zone while that has the same one, since a phone whose clock is set by
    hand is seldom abroad; otherwise it is the zone that always has it, or has it now.
    """
    found = spelled(said) or _OTHERWISE.get(_fold(said)) or _of_offset(said, own, now)
    if found is None:
        return Taken(own, UNKNOWN)
    return Taken(found, None if found == said else REPLACED)


def new_name(name: str) -> str:
    """Return the name that the database's list of places has for a zone that was renamed."""
    return _RENAMED.get(name, name)


def _of_offset(said: str, own: str, now: datetime) -> str | None:
    minutes = _minutes(said)
    if minutes is None:
        return None
    hours, rest = divmod(minutes, 60)
    always = () if rest else (f"Etc/GMT{-hours:+d}" if hours else "UTC",)
    possible = (own, *always, *_BETWEEN_HOURS)
    known = (name for name in possible if name in zone_keys())
    return next((name for name in known if offset_min(now, zone(name)) == minutes), None)


def _minutes(said: str) -> int | None:
    """Return the offset that a text like GMT+05:30 means, None for any other."""
    found = _OFFSET.fullmatch(_fold(said).replace("\N{MINUS SIGN}", "-").replace("_", ""))
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    size = int(hours) * 60 + int(minutes or 0)
    return size if sign == "+" else -size


def _fold(said: str) -> str:
    # More than the longest name is none: it is not worth the work.
    return said.strip().replace(" ", "_").casefold() if len(said) <= _LONGEST else ""


@cache
def _folded_keys() -> dict[str, str]:
    return {name.casefold(): name for name in zone_keys()}
