"""What stands in a room: walls, doors, seats, beds, steps. `x` is the foot, `y` the floor."""

from collections.abc import Callable

from api.library.pictures.geometry import Point
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape, Stroke


def wall(spot: Spot) -> list[Shape]:
    """A wall whose face is at x and whose body lies to the left of it."""
    hatch = [spot.stroke((0, y), (-6, y - 6), width=1.2) for y in range(8, 116, 9)]
    return [spot.stroke((0, 0), (0, 115), width=2.8), *hatch]


def post(spot: Spot) -> list[Shape]:
    """The edge of a doorway, seen from the side."""
    return _slab(spot, -2.5, 2.5)


def doorway(spot: Spot) -> list[Shape]:
    """A doorway seen from the front; `size` 1 leaves room for bent arms."""
    half, x = 27.5 * spot.prop.size, spot.prop.x
    lintel = Stroke(((x - half - 5, 118), (x + half + 5, 118)), 2.2, "prop")
    return [*_slab(spot, -half - 5, -half), *_slab(spot, half, half + 5), lintel]


def _slab(spot: Spot, left: float, right: float) -> list[Shape]:
    corners = ((left, 0), (left, 118), (right, 118), (right, 0))
    points = tuple((spot.prop.x + x, spot.prop.y + y) for x, y in corners)
    return [Stroke(points, 0.0, "panel", closed=True), Stroke(points, 1.6, "prop")]


def door(spot: Spot) -> list[Shape]:
    """A closed door with its handle, seen from the front."""
    return [
        *spot.sheet((-15, 0), (-15, 90), (15, 90), (15, 0)),
        spot.stroke((8, 44), (12, 44), width=2.4),
    ]


def chair(spot: Spot) -> list[Shape]:
    """A chair facing right: x is the middle of its seat."""
    seat, back = 21.0, 46.0
    return [
        spot.stroke((-10, seat), (13, seat), width=3.2),
        spot.stroke((-10, 0), (-10, seat)),
        spot.stroke((12, 0), (12, seat)),
        spot.stroke((-10, seat), (-13, back), width=3.2),
    ]


def stool(spot: Spot) -> list[Shape]:
    """A seat seen from the front."""
    legs = [spot.stroke((x, 0), (x * 0.9, 21)) for x in (-15, 15)]
    return [*legs, spot.stroke((-17, 21), (17, 21), width=3.6)]


def bed(spot: Spot) -> list[Shape]:
    """A bed from the side; x is its head, to the left, its top is 20 high and 120 long."""
    top: tuple[Point, ...] = ((0, 12), (0, 20), (120, 20), (120, 12))
    return [
        spot.stroke((-2, 0), (-2, 36), width=3.2),
        spot.stroke((122, 0), (122, 22), width=3.2),
        *spot.sheet(*top),
    ]


def bed_above(spot: Spot) -> list[Shape]:
    """A bed with its pillow, seen from above; x, y is the middle of its foot."""
    return [
        *spot.sheet((-26, 0), (-26, 125), (26, 125), (26, 0)),
        *spot.sheet((-15, 104), (-15, 120), (15, 120), (15, 104), fill="paper"),
    ]


def step(spot: Spot) -> list[Shape]:
    """A step that is 30 long and 12 high; x is its left end."""
    return spot.sheet((0, 0), (0, 12), (30, 12), (30, 0))


def stairs(spot: Spot) -> list[Shape]:
    """Three stairs that rise to the right, each 20 long and 11 high; x is the left end."""
    edge: tuple[Point, ...] = (
        (0, 0), (0, 11), (20, 11), (20, 22), (40, 22), (40, 33), (60, 33), (60, 0),
    )  # fmt: skip
    return spot.sheet(*edge)


def lamp(spot: Spot) -> list[Shape]:
    """A lamp; x, y is its foot."""
    return [
        spot.stroke((-4, 0), (4, 0)),
        spot.stroke((0, 0), (0, 11)),
        *spot.sheet((-7, 11), (-4, 20), (4, 20), (7, 11), fill="paper"),
    ]


def box(spot: Spot) -> list[Shape]:
    """A low bench, open below; x is its middle."""
    return [spot.stroke((-12, 0), (-12, 10), (12, 10), (12, 0), width=2.8)]


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "wall": wall,
    "post": post,
    "doorway": doorway,
    "door": door,
    "chair": chair,
    "stool": stool,
    "bed": bed,
    "bed_above": bed_above,
    "step": step,
    "stairs": stairs,
    "lamp": lamp,
    "box": box,
}
