"""What one wears or carries: bags, a box, shoes, a warm pack, a splint."""

from collections.abc import Callable

from api.library.pictures.geometry import smooth
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Disc, Shape, Stroke


def bag(spot: Spot) -> list[Shape]:
    """A bag; x, y is the top of its handle, from which it hangs."""
    handle = smooth(((-4, -7), (-3, -1.5), (0, 0), (3, -1.5), (4, -7)))
    return [
        spot.stroke(*handle, width=1.6),
        *spot.sheet((-7, -7), (-8.5, -22), (8.5, -22), (7, -7)),
    ]


def backpack(spot: Spot) -> list[Shape]:
    """A backpack behind a person who faces right; x, y is its middle, before the back."""
    pack = smooth(((-1, 11), (-9, 9), (-12, -4), (-10, -12), (-1, -12)))
    strap = smooth(((-1, 10), (6, 8), (9, 0), (5, -8), (-1, -9)))
    return [*spot.sheet(*pack), spot.stroke(*strap, width=2.2, halo=True)]


def carton(spot: Spot) -> list[Shape]:
    """A box to lift; x, y is the middle of its underside, it is 22 wide and 16 high."""
    return [
        *spot.sheet((-11, 0), (-11, 16), (11, 16), (11, 0)),
        spot.stroke((0, 16), (0, 10), width=3.4),
    ]


def shoe(spot: Spot) -> list[Shape]:
    """A firm shoe, its toe to the right; x, y is below its heel."""
    upper = smooth(((0, 3), (0, 12), (2, 13.5), (9, 13), (13, 9), (22, 7), (26, 3)))
    laces = [spot.stroke((x, 12.6 - i * 2.4), (x + 2, 9 - i * 2), width=1.2)
             for i, x in enumerate((10, 13))]  # fmt: skip
    sole = spot.stroke((0, 1.4), (26, 1.4), width=4.0, paint="water")
    return [*spot.sheet(*upper), *laces, sole]


def slipper(spot: Spot) -> list[Shape]:
    """A flat loose slipper, its toe to the right; x, y is below its heel."""
    return [
        *spot.sheet(*smooth(((11, 2), (15, 7), (22, 5), (25, 2)))),
        spot.stroke((0, 1), (25, 1), width=2.0),
    ]


def warm_pack(spot: Spot) -> list[Shape]:
    """A warm pack; x, y is its middle, it is 16 wide and 10 high."""
    return [
        spot.stroke((-6, -3), (-6, 3), (6, 3), (6, -3),
                    width=4.0, paint="accent", closed=True, halo=True),
        spot.stroke((-4, 0), (-2, 1.5), (0, 0), (2, -1.5), (4, 0), width=1.4, paint="paper"),
    ]  # fmt: skip


def splint(spot: Spot) -> list[Shape]:
    """A splint along the line from `x`, `y` to `to`, with two straps."""
    sleeve = spot.line
    (x1, y1), (x2, y2) = sleeve[0], sleeve[-1]
    marks = [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for share in (0.25, 0.75)]
    return [
        Stroke(sleeve, 13.0 * spot.prop.size, "water"),
        *(Disc(mark, 2.0 * spot.prop.size, "paper") for mark in marks),
    ]


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "bag": bag,
    "backpack": backpack,
    "carton": carton,
    "shoe": shoe,
    "slipper": slipper,
    "warm_pack": warm_pack,
    "splint": splint,
}
