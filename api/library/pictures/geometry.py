"""Points and directions: 0 degrees points right, 90 up."""

import math
from itertools import pairwise

Point = tuple[float, float]


def polar(angle: float, length: float) -> Point:
    """Return the vector of this length; 0 degrees points right, 90 up."""
    return length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle))


def add(a: Point, b: Point) -> Point:
    """Return the sum of two points."""
    return a[0] + b[0], a[1] + b[1]


def turned(point: Point, angle: float) -> Point:
    """Return a point turned around the origin."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos


def towards(start: Point, end: Point) -> float:
    """Return the direction from one point to another."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point at this share of the way."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def curve(start: Point, through: Point, end: Point, steps: int = 12) -> tuple[Point, ...]:
    """Return points on the parabola that passes `through` halfway."""
    control = tuple(2 * m - (a + b) / 2 for a, m, b in zip(start, through, end, strict=True))
    return tuple(
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * control[0] + t * t * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * control[1] + t * t * end[1],
        )
        for t in (i / steps for i in range(steps + 1))
    )


def smooth(points: tuple[Point, ...], closed: bool = False, steps: int = 4) -> tuple[Point, ...]:
    """Return points on a line without corners through all of these (Catmull-Rom)."""
    around = (points[-1], *points, *points[:2]) if closed else (points[0], *points, points[-1])
    line: list[Point] = []
    for i, (b, c) in enumerate(pairwise(around[1:-1])):
        a, d = around[i], around[i + 3]
        line += [_between(a, b, c, d, step / steps) for step in range(steps)]
    return (*line, points[0] if closed else points[-1])


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def at(i: int) -> float:
        return 0.5 * (
            2 * b[i]
            + (c[i] - a[i]) * t
            + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t
            + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3
        )

    return at(0), at(1)
