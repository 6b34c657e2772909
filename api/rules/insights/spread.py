"""Where pain is new: places on two body maps running that no map of the weeks before them has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import is_same_side
from api.rules.insights.evidence import Evidence
from api.rules.instants import A_DAY

SIDES: Mapping[str | None, tuple[str | None, ...]] = {"both": ("left", "right")}
RECENT = DEFINITIONS.spread_new_days * A_DAY
"""How long a place may have stood on maps and still be new."""
SPREAD_BACK = RECENT + (DEFINITIONS.spread_days - 1) * A_DAY
"""How far back from a map the earliest one lies that it is compared with."""


class Mark(NamedTuple):
    """A marked region of the body map; `side` is None if the client did not give one."""

    region: str
    side: str | None
    tingling: bool


Maps = Mapping[date, Sequence[Mark]]
"""Body maps by date, without empty ones."""


def evidence_of_spread(maps: Maps, on: date, disclosed: Sequence[Mark] = ()) -> list[Evidence]:
    """Return the places of a date's map that are new, and those where tingling is.

    A place is new if the map before, at most 6 days earlier, has it as well, and if none of the 42
    days before the last 14 does, with 7 maps or more on them; nor does her intake (`disclosed`).
    Tingling likewise, among places with tingling; an intake that names places does for the maps.
    """
    before = max((day for day in maps if day < on), default=None)
    if before is None or on - before >= DEFINITIONS.spread_apart_days * A_DAY:
        return []
    old = [maps[day] for day in maps if on - SPREAD_BACK <= day <= on - RECENT]
    is_enough = len(old) >= DEFINITIONS.least_maps
    drawn, again, known = maps[on], maps[before], [disclosed, *old]
    found: list[tuple[str, Mark]] = []
    if is_enough:
        found += [("new_place", spot) for spot in _new(drawn, again, known)]
    if is_enough or disclosed:
        tingling = _new(_tingling(drawn), _tingling(again), map(_tingling, known))
        found += [("new_tingling", spot) for spot in tingling]
    places = dict.fromkeys((code, spot.region, spot.side) for code, spot in found)
    return [
        Evidence("spread", code, before, on, region=region, side=side)
        for code, region, side in places
    ]


def _new(
    drawn: Iterable[Mark], again: Iterable[Mark], known: Iterable[Iterable[Mark]]
) -> list[Mark]:
    """Return the places that two maps have and none of the known ones."""
    both = list(_sides(again))
    new = [spot for spot in _sides(drawn) if _is_there(spot, both)]
    for spots in known:
        # Most clients mark what they always do, so that few maps are looked at.
        if not new:
            break
        there = list(_sides(spots))
        new = [spot for spot in new if not _is_there(spot, there)]
    return new


def _tingling(spots: Iterable[Mark]) -> list[Mark]:
    return [spot for spot in spots if spot.tingling]


def _sides(spots: Iterable[Mark]) -> Iterator[Mark]:
    """Yield the marks, with a mark on both sides split into two."""
    for spot in spots:
        for side in SIDES.get(spot.side, (spot.side,)):
            yield Mark(spot.region, side, spot.tingling)


def _is_there(spot: Mark, spots: Iterable[Mark]) -> bool:
    return any(spot.region == each.region and is_same_side(spot.side, each.side) for each in spots)
