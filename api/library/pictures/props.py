"""Props around a person (wall, chair, mat, ball, ...): each is drawn with a few marks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from api.library.pictures.shapes import Disc, Point, Shape, Stroke, add, polar

PropKind = Literal[
    "wall",
    "post",
    "doorway",
    "chair",
    "stool",
    "desk",
    "screen",
    "mat",
    "ball",
    "glass",
    "clock",
    "box",
]


@dataclass(frozen=True, slots=True)
class Prop:
    """A prop, in body units (a standing person is about 105 high).

    `x`, `y` is its centre (ball, glass, clock), its left end (mat), or its foot (all others).
    `size` scales it, `flip` mirrors it, `turn` tips a glass in degrees, and `hour` (0-12, with
    fractions) sets a clock.
    """

    kind: PropKind
    x: float
    y: float = 0.0
    size: float = 1.0
    flip: bool = False
    turn: float = 0.0
    hour: float = 10.0


def draw_prop(prop: Prop) -> list[Shape]:
    """Return the marks of a prop."""
    return KINDS[prop.kind](prop)


def _line(prop: Prop, points: tuple[Point, ...], width: float = 2.4) -> Stroke:
    """Return a line given in the prop's own coordinates."""
    sign = -1 if prop.flip else 1
    return Stroke(
        tuple((prop.x + sign * x * prop.size, prop.y + y * prop.size) for x, y in points),
        width,
        "prop",
    )


def _wall(prop: Prop) -> list[Shape]:
    """A wall whose face is at x and whose body lies to the left of it."""
    hatch = [_line(prop, ((0, y), (-6, y - 6)), 1.2) for y in range(8, 116, 9)]
    return [_line(prop, ((0, 0), (0, 115)), 2.8), *hatch]


def _post(prop: Prop) -> list[Shape]:
    """The edge of a doorway, seen from the side."""
    return _slab(prop, -2.5, 2.5, 118)


def _doorway(prop: Prop) -> list[Shape]:
    """A doorway seen from the front; `size` 1 leaves room for bent arms."""
    half = 27.5 * prop.size
    return [
        *_slab(prop, -half - 5, -half, 118),
        *_slab(prop, half, half + 5, 118),
        Stroke(((prop.x - half - 5, 118), (prop.x + half + 5, 118)), 2.2, "prop"),
    ]


def _slab(prop: Prop, left: float, right: float, height: float) -> list[Shape]:
    corners = ((left, 0), (left, height), (right, height), (right, 0))
    points = tuple((prop.x + x, prop.y + y) for x, y in corners)
    return [Stroke(points, 0.0, "panel", closed=True), Stroke(points, 1.6, "prop")]


def _chair(prop: Prop) -> list[Shape]:
    """A chair facing right: x is the middle of its seat."""
    seat, back = 21.0, 46.0
    return [
        _line(prop, ((-10, seat), (13, seat)), 3.2),
        _line(prop, ((-10, 0), (-10, seat))),
        _line(prop, ((12, 0), (12, seat))),
        _line(prop, ((-10, seat), (-13, back)), 3.2),
    ]


def _stool(prop: Prop) -> list[Shape]:
    """A seat seen from the front."""
    legs = [_line(prop, ((x, 0), (x * 0.9, 21))) for x in (-15, 15)]
    return [*legs, _line(prop, ((-17, 21), (17, 21)), 3.6)]


def _desk(prop: Prop) -> list[Shape]:
    return [_line(prop, ((-14, 40), (20, 40)), 3.0), _line(prop, ((16, 0), (16, 40)))]


def _screen(prop: Prop) -> list[Shape]:
    """A monitor seen from the side, its face to the left."""
    return [
        _line(prop, ((-4, 0), (7, 0)), 2.4),
        _line(prop, ((3, 0), (3, 9)), 2.4),
        _line(prop, ((0, 6), (0, 25)), 3.2),
    ]


def _mat(prop: Prop) -> list[Shape]:
    return [Stroke(((prop.x, -1.8), (prop.x + 100 * prop.size, -1.8)), 3.2, "water")]


def _ball(prop: Prop) -> list[Shape]:
    return [Disc((prop.x, prop.y), 4.5 * prop.size, "accent", halo=True)]


def _glass(prop: Prop) -> list[Shape]:
    def at(x: float, y: float) -> Point:
        distance, angle = math.hypot(x, y), math.degrees(math.atan2(y, x))
        return add((prop.x, prop.y), polar(angle + prop.turn, distance * prop.size))

    water = (at(-3, -4.5), at(-3.6, 2), at(3.6, 2), at(3, -4.5))
    rim = (at(-4, 5.5), at(-3, -5), at(3, -5), at(4, 5.5))
    return [Stroke(water, 0.6, "water", closed=True), Stroke(rim, 1.6, "prop")]


def _clock(prop: Prop) -> list[Shape]:
    centre, radius = (prop.x, prop.y), 11.0 * prop.size
    minute = 90 - 360 * (prop.hour % 1)
    hour = 90 - 30 * prop.hour
    return [
        Disc(centre, radius, "prop", width=2.2),
        Stroke((centre, add(centre, polar(minute, radius * 0.75))), 1.8, "prop"),
        Stroke((centre, add(centre, polar(hour, radius * 0.5))), 2.4, "prop"),
    ]


def _box(prop: Prop) -> list[Shape]:
    return [_line(prop, ((-12, 0), (-12, 10), (12, 10), (12, 0)), 2.8)]


KINDS: dict[PropKind, Callable[[Prop], list[Shape]]] = {
    "wall": _wall,
    "post": _post,
    "doorway": _doorway,
    "chair": _chair,
    "stool": _stool,
    "desk": _desk,
    "screen": _screen,
    "mat": _mat,
    "ball": _ball,
    "glass": _glass,
    "clock": _clock,
    "box": _box,
}
