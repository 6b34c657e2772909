"""A prop, and how its marks are placed: given in its own coordinates, then scaled and turned."""

from dataclasses import dataclass
from typing import Literal

from api.library.pictures.geometry import Point, add, towards, turned
from api.library.pictures.landmarks import Places, find
from api.library.pictures.shapes import Disc, Paint, Shape, Stroke

PropKind = Literal[
    "wall", "post", "doorway", "chair", "stool", "desk", "screen", "mat", "ball", "glass", "clock",
    "box", "table", "counter", "bed", "bed_above", "mat_above", "pillow", "step", "stairs",
    "car_seat", "lamp", "tree", "sun", "moon", "roller", "balls", "towel_roll", "towel", "band",
    "strap", "stick", "weight", "bottle", "warm_pack", "phone", "laptop", "keyboard", "mouse",
    "paper", "pen", "book", "plate", "cup", "fruit", "bag", "backpack", "carton", "shoe", "slipper",
    "calendar", "bars", "cross", "tick", "spot", "dots", "rays", "warmth", "breath", "sleep",
    "drop", "splint", "door",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prop:
    """A prop, in body units (a standing person is about 105 high).

    `x`, `y` is its place, which each kind tells; with `at`, the distance from that place of the
    body, head, hand or foot. `size` scales it, `flip` mirrors it, `turn` turns it in degrees. What
    is long (band, strap, stick) ends at `to`, a point or a place, over the points `via`. `hour`
    (0-12, with fractions) sets a clock, `values` are the heights of bars. `front` draws it before
    or behind the person, where its kind would do otherwise.
    """

    kind: PropKind
    x: float = 0.0
    y: float = 0.0
    at: str | None = None
    to: Point | str | None = None
    via: tuple[Point | str, ...] = ()
    size: float = 1.0
    flip: bool = False
    turn: float = 0.0
    hour: float = 10.0
    values: tuple[float, ...] = (1.0, 2.0, 3.0)
    front: bool | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a prop is: draws what is given in the prop's own coordinates."""

    prop: Prop
    origin: Point
    line: tuple[Point, ...]

    def at(self, point: Point) -> Point:
        """Return the point of the picture for one of the prop's own."""
        prop = self.prop
        x, y = point[0] * prop.size * (-1 if prop.flip else 1), point[1] * prop.size
        return add(self.origin, turned((x, y), prop.turn))

    def stroke(
        self,
        *points: Point,
        width: float = 2.4,
        paint: Paint = "prop",
        closed: bool = False,
        halo: bool = False,
    ) -> Stroke:
        """Return a line; its width is the same at every size."""
        return Stroke(tuple(self.at(point) for point in points), width, paint, halo, closed)

    def sheet(self, *points: Point, fill: Paint = "panel", width: float = 1.8) -> list[Shape]:
        """Return a pale surface with a rim."""
        return [
            self.stroke(*points, width=0.6, paint=fill, closed=True),
            self.stroke(*points, points[0], width=width),
        ]

    def disc(
        self, centre: Point, radius: float, paint: Paint, width: float = 0.0, halo: bool = False
    ) -> Disc:
        """Return a circle; its rim is as wide at every size."""
        return Disc(self.at(centre), radius * self.prop.size, paint, width, halo)


def place(prop: Prop, places: Places) -> Spot:
    """Return where a prop is. Raises ValueError for a place that is not there."""

    def point(where: Point | str) -> Point:
        return find(places, where) if isinstance(where, str) else where

    origin = (prop.x, prop.y)
    if prop.at:
        origin = add(find(places, prop.at), origin)
    end = point(prop.to) if prop.to else add(origin, turned((20 * prop.size, 0), prop.turn))
    return Spot(prop, origin, (origin, *(point(each) for each in prop.via), end))


def along(spot: Spot) -> float:
    """Return the direction of a long prop."""
    return towards(spot.line[0], spot.line[-1])
