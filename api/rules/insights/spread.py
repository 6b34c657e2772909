"""Where pain is new: places on the body map that earlier maps of the last weeks do not have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import Evidence, is_same_side
from api.rules.instants import A_DAY

SIDES: Mapping[str | None, tuple[str | None, ...]] = {"both": ("left", "right")}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked region of the body map; `side` is None if the client did not give one."""

    region: str
    side: str | None
    tingling: bool


Maps = Mapping[date, Sequence[Mark]]
"""Body maps by date."""


def evidence_of_spread(maps: Maps, on: date) -> list[Evidence]:
    """Return the places of a date's map that had no pain, or no tingling, in the 28 days before.

    Pain counts as new only if those days have a map at all; tingling counts even without one.
    """
    since = on - DEFINITIONS.spread_days * A_DAY
    earlier = [spot for day, spots in maps.items() if since <= day < on for spot in spots]
    drawn = list(_sides(maps.get(on, ())))
    found = []
    if earlier:
        known = list(_sides(earlier))
        found += [("new_place", spot) for spot in drawn if not _is_known(spot, known)]
    known = list(_sides(spot for spot in earlier if spot.tingling))
    tingling = [spot for spot in drawn if spot.tingling]
    found += [("new_tingling", spot) for spot in tingling if not _is_known(spot, known)]
    places = dict.fromkeys((code, spot.region, spot.side) for code, spot in found)
    return [
        Evidence("spread", code, on, on, region=region, side=side) for code, region, side in places
    ]


def _sides(spots: Iterable[Mark]) -> Iterable[Mark]:
    """Yield the marks, with a mark on both sides split into two."""
    for spot in spots:
        for side in SIDES.get(spot.side, (spot.side,)):
            yield Mark(spot.region, side, spot.tingling)


def _is_known(spot: Mark, known: Iterable[Mark]) -> bool:
    return any(spot.region == each.region and is_same_side(spot.side, each.side) for each in known)
