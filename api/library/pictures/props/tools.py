"""What one exercises with: mats, balls, rollers, towels, bands, sticks, weights, pillows."""

from collections.abc import Callable

from api.library.pictures.geometry import polar, smooth
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape, Stroke


def mat(spot: Spot) -> list[Shape]:
    """A mat; x is its left end, it is 100 long."""
    at = (spot.origin[0], spot.origin[1] - 1.8)
    return [Stroke((at, (at[0] + 100 * spot.prop.size, at[1])), 3.2, "water")]


def mat_above(spot: Spot) -> list[Shape]:
    """A mat seen from above; x, y is the middle of its lower end, it is 56 wide and 125 long."""
    return spot.sheet((-28, 0), (-28, 125), (28, 125), (28, 0))


def ball(spot: Spot) -> list[Shape]:
    """A ball; x, y is its middle, its radius is 4.5."""
    return [spot.disc((0, 0), 4.5, "accent", halo=True)]


def balls(spot: Spot) -> list[Shape]:
    """Two balls side by side; x, y is between them."""
    return [spot.disc((x, 0), 4.2, "accent", halo=True) for x in (-4.4, 4.4)]


def roller(spot: Spot) -> list[Shape]:
    """A foam roller seen from its end; x, y is its middle, its radius is 7."""
    return [spot.disc((0, 0), 7, "water", halo=True), spot.disc((0, 0), 3.4, "paper", width=1.4)]


def towel_roll(spot: Spot) -> list[Shape]:
    """A rolled towel seen from its end; x, y is its middle, its radius is 5."""
    curl = [polar(angle, 1 + angle / 200) for angle in range(0, 541, 45)]
    return [spot.disc((0, 0), 5, "water", halo=True), spot.stroke(*curl, width=1.0, paint="paper")]


def towel(spot: Spot) -> list[Shape]:
    """A folded towel seen from the side; x, y is below its middle."""
    fold = ((-9, 1.4), (8, 1.4), (9.5, 2.9), (8, 4.4), (-9, 4.4))
    return [spot.stroke(*fold, width=2.2, paint="water")]


def pillow(spot: Spot) -> list[Shape]:
    """A pillow seen from the side; x, y is its middle, it is 26 long and 9 high."""
    rim = smooth(((-13, -3), (-12, 3), (0, 4.6), (12, 3), (13, -3), (0, -4.4)), closed=True)
    return spot.sheet(*rim, fill="paper", width=2.0)


def band(spot: Spot) -> list[Shape]:
    """An elastic band from `x`, `y` to `to`."""
    return [Stroke(spot.line, 2.2, "water", halo=True)]


def strap(spot: Spot) -> list[Shape]:
    """A strap or towel from `x`, `y` to `to`."""
    return [Stroke(spot.line, 3.0, "water", halo=True)]


def stick(spot: Spot) -> list[Shape]:
    """A stick from `x`, `y` to `to`."""
    return [Stroke(spot.line, 2.4, "prop", halo=True)]


def weight(spot: Spot) -> list[Shape]:
    """A dumbbell; x, y is its middle."""
    ends = [spot.stroke((x, -3), (x, 3), width=4.0, paint="water", halo=True) for x in (-6, 6)]
    return [spot.stroke((-6, 0), (6, 0), width=2.6, paint="water", halo=True), *ends]


def bottle(spot: Spot) -> list[Shape]:
    """A bottle of water; x, y is its middle."""
    body = ((-4, -9), (-4, 4), (-1.6, 7), (-1.6, 10), (1.6, 10), (1.6, 7), (4, 4), (4, -9))
    water = ((-4, -9), (-4, 2), (4, 2), (4, -9))
    return [
        *spot.sheet(*body, fill="paper", width=1.4),
        spot.stroke(*water, width=0.4, paint="water", closed=True),
        spot.stroke((-1.4, 11), (1.4, 11), width=2.4),
    ]


HELD: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "band": band,
    "strap": strap,
    "stick": stick,
    "weight": weight,
    "bottle": bottle,
}
KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "mat": mat,
    "mat_above": mat_above,
    "ball": ball,
    "balls": balls,
    "roller": roller,
    "towel_roll": towel_roll,
    "towel": towel,
    "pillow": pillow,
    **HELD,
}
