"""Drawing a mouth as if it were cut open: teeth and tongue of a face that is seen from the side."""

from collections.abc import Callable
from typing import Literal

from api.library.pictures.geometry import Point, smooth
from api.library.pictures.shapes import Shape, Stroke

PALATE: tuple[Point, ...] = ((18.8, -12.8), (17, -8.5), (9, -6.5), (2, -9), (0.5, -14))
FLOOR: tuple[Point, ...] = ((2, -20), (8, -22.5), (16, -21.5), (18.8, -16))


def cut_open(hinged: Callable[[Point], Point], tongue: Literal["up", "down"] | None) -> list[Shape]:
    """Return the marks of an open mouth; `hinged` moves a point with the lower jaw."""
    cavity = (*PALATE, *(hinged(point) for point in FLOOR))
    shapes: list[Shape] = [Stroke(cavity, 0.8, "far", closed=True)]
    if tongue:
        root, lying = hinged((4, -19)), (hinged((9, -16.5)), hinged((14.5, -18)))
        raised: tuple[Point, Point] = ((9.5, -11.5), (15, -10))
        line = smooth((root, *(raised if tongue == "up" else lying)))
        shapes.append(Stroke(line, 4.0, "accent"))
    upper: tuple[Point, ...] = ((16.9, -9.6), (17.4, -13.6))
    lower = (hinged((17.3, -15.2)), hinged((16.6, -19.4)))
    return [*shapes, Stroke(upper, 2.3, "paper"), Stroke(lower, 2.3, "paper")]
