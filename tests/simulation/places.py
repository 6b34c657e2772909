"""Where simulated clients live: the zones of many people, all the others, and the odd ones."""

import random
import zoneinfo
from functools import cache

from api.rules.instants import UnknownZone, zone

# Roughly by population; what matters is that every offset and kind of clock change occurs.
PEOPLED = {
    "Asia/Kolkata": 14, "Asia/Shanghai": 14, "Europe/Berlin": 12, "America/New_York": 12,
    "America/Chicago": 6, "America/Los_Angeles": 6, "America/Sao_Paulo": 6, "Europe/London": 6,
    "America/Mexico_City": 5, "Asia/Tokyo": 5, "Africa/Lagos": 5, "Europe/Paris": 5,
    "Africa/Cairo": 4, "Asia/Jakarta": 4, "Europe/Madrid": 4, "Australia/Sydney": 2,
}  # fmt: skip
# Half-hour and two-hour changes, changes at midnight and at 23:00, negative summer time, and the
# two ends of the date line.
ODD = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "Pacific/Niue",
)


def draw_zone(chance: random.Random) -> str:
    """Return a zone: six of ten where people live, three anywhere, one where clocks are odd."""
    drawn = chance.random()
    if drawn < 0.6:
        return chance.choices(*_peopled())[0]
    return chance.choice(_everywhere() if drawn < 0.9 else ODD)


@cache
def _peopled() -> tuple[tuple[str, ...], tuple[int, ...]]:
    return tuple(PEOPLED), tuple(PEOPLED.values())


@cache
def _everywhere() -> tuple[str, ...]:
    return tuple(sorted(filter(_is_known, zoneinfo.available_timezones())))


def _is_known(name: str) -> bool:
    try:
        zone(name)
    except UnknownZone:
        return False
    return True
