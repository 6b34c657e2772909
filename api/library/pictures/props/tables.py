"""Tables, and what stands on them: glass, cup, plate, fruit; and the clock above."""

from collections.abc import Callable

from api.library.pictures.geometry import add, polar
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape, Stroke


def table(spot: Spot) -> list[Shape]:
    """A table that is 40 high and 50 wide; x is its middle."""
    legs = [spot.stroke((x, 0), (x, 40)) for x in (-20, 20)]
    return [*legs, spot.stroke((-25, 40), (25, 40), width=3.2)]


def counter(spot: Spot) -> list[Shape]:
    """A kitchen counter that is 52 high and 44 wide; x is its middle."""
    front = spot.sheet((-19, 0), (-19, 51), (19, 51), (19, 0), width=1.4)
    knobs = [spot.stroke((x, 42), (x + 5, 42), width=1.6) for x in (-12, 7)]
    middle = spot.stroke((0, 1), (0, 48), width=1.2)
    return [*front, middle, *knobs, spot.stroke((-23, 52), (23, 52), width=3.6)]


def glass(spot: Spot) -> list[Shape]:
    """A glass of water; x, y is its middle."""
    water = ((-3, -4.5), (-3.6, 2), (3.6, 2), (3, -4.5))
    rim = ((-4, 5.5), (-3, -5), (3, -5), (4, 5.5))
    return [
        spot.stroke(*water, width=0.6, paint="water", closed=True),
        spot.stroke(*rim, width=1.6),
    ]


def cup(spot: Spot) -> list[Shape]:
    """A cup with its handle to the right; x, y is its middle."""
    return [
        spot.disc((5.4, 0), 2.8, "prop", width=1.6),
        *spot.sheet((-5, -5), (-5, 5), (5, 5), (5, -5), fill="paper"),
    ]


def plate(spot: Spot) -> list[Shape]:
    """A full plate between fork and knife, seen from above; x, y is its middle."""
    fork = [spot.stroke((x, 5), (x, 9), (-16, 5), width=1.2) for x in (-18, -16, -14)]
    return [
        spot.disc((0, 0), 11, "panel"),
        spot.disc((0, 0), 11, "prop", width=1.8),
        spot.disc((-3, 2.5), 4, "water"),
        spot.disc((4, 2), 3, "accent"),
        spot.stroke((-4, -4.5), (4, -4.5), width=3.2),
        *fork,
        spot.stroke((-16, 5), (-16, -10), width=2.0),
        spot.stroke((16, 0), (16, 9), width=3.0),
        spot.stroke((16, 0), (16, -10), width=2.0),
    ]


def fruit(spot: Spot) -> list[Shape]:
    """An apple; x, y is its middle."""
    return [
        spot.disc((-1.6, 0), 4.2, "accent", halo=True),
        spot.disc((1.6, 0), 4.2, "accent"),
        spot.stroke((0, 3), (1.4, 7), width=1.4),
    ]


def clock(spot: Spot) -> list[Shape]:
    """A clock that shows `hour`; x, y is its middle."""
    centre, radius, hour = spot.origin, 11.0 * spot.prop.size, spot.prop.hour
    hands = ((90 - 360 * (hour % 1), radius * 0.75, 1.8), (90 - 30 * hour, radius * 0.5, 2.4))
    return [
        spot.disc((0, 0), 11, "prop", width=2.2),
        *(_hand(spot, add(centre, polar(angle, reach)), width) for angle, reach, width in hands),
    ]


def _hand(spot: Spot, end: tuple[float, float], width: float) -> Shape:
    return Stroke((spot.origin, end), width, "prop")


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "table": table,
    "counter": counter,
    "glass": glass,
    "cup": cup,
    "plate": plate,
    "fruit": fruit,
    "clock": clock,
}
