"""Drawing the arrows of a movement."""

import math
from dataclasses import dataclass

from api.library.pictures.geometry import Point, add, curve, polar, towards
from api.library.pictures.landmarks import Places, find
from api.library.pictures.shapes import Shape, Stroke


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow of a movement; `bend` curves it to its left, as a share of its length.

    With `at`, its points are distances from that place. `circle` makes it go nearly all around
    `start`, from and to `end`; with a negative `bend` clockwise.
    """

    start: Point
    end: Point
    bend: float = 0.0
    both: bool = False
    circle: bool = False
    at: str | None = None


def draw_arrow(arrow: Arrow, places: Places) -> list[Shape]:
    """Return the marks of an arrow. Raises ValueError for a place that is not there."""
    root = find(places, arrow.at) if arrow.at else (0.0, 0.0)
    start, end = add(root, arrow.start), add(root, arrow.end)
    line = _around(start, end, arrow.bend < 0) if arrow.circle else _bent(start, end, arrow.bend)
    tips = [_tip(line[-3], line[-1])]
    if arrow.both:
        tips.append(_tip(line[2], line[0]))
    return [Stroke(line, 2.2, "accent", halo=True), *tips]


def _bent(start: Point, end: Point, bend: float) -> tuple[Point, ...]:
    (x1, y1), (x2, y2) = start, end
    middle = (x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
    return curve(start, middle, end)


def _around(middle: Point, end: Point, clockwise: bool) -> tuple[Point, ...]:
    first, radius = towards(middle, end), math.dist(middle, end)
    sign = -1 if clockwise else 1
    return tuple(add(middle, polar(first + sign * turn, radius)) for turn in range(60, 361, 20))


def _tip(before: Point, end: Point) -> Stroke:
    angle = towards(before, end)
    wings = [add(end, polar(angle + 180 + turn, 5)) for turn in (28.6, -28.6)]
    return Stroke((wings[0], end, wings[1]), 2.0, "accent", closed=True)
