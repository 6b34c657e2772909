"""The shapes that fingers make, and a hand that shows its palm."""

from typing import Literal

from api.library.pictures.geometry import Point, add, polar, smooth
from api.library.pictures.shapes import Paint, Shape, Stroke, edged

Fingers = Literal["straight", "relaxed", "table", "hook", "fist", "flat_fist", "back", "pinch"]
# How far each shape bends the three joints of a finger towards the palm, in degrees.
CURLS: dict[Fingers, tuple[float, float, float]] = {
    "straight": (0, 0, 0),
    "relaxed": (15, 25, 15),
    "table": (85, 0, 0),
    "hook": (0, 100, 75),
    "fist": (80, 100, 70),
    "flat_fist": (85, 95, 0),
    "back": (-25, -8, 0),
    "pinch": (45, 30, 15),
}
# The share of its length that a finger keeps when the palm is shown.
SEEN: dict[Fingers, float] = {
    "straight": 1.0,
    "relaxed": 0.85,
    "table": 0.4,
    "hook": 0.55,
    "fist": 0.32,
    "flat_fist": 0.4,
    "back": 0.9,
    "pinch": 0.7,
}
BASES = (7.2, 2.5, -2.3, -6.9)
LENGTHS = (17.0, 19.0, 17.5, 14.0)
FAN = (1.0, 0.3, -0.4, -1.1)
# Where the thumb meets each finger: along the hand and across it.
MEETINGS = {1: (26.0, 16.5), 2: (26.0, 12.0), 3: (25.0, 7.0), 4: (23.0, 2.5)}


def palm_view(
    ahead: float, fingers: Fingers, spread: float, touch: int | None, flip: bool, paint: Paint
) -> list[Shape]:
    """Return a palm with its fingers, around the wrist; the thumb is to the right of `ahead`."""
    side = -1.0 if flip else 1.0

    def at(along: float, across: float) -> Point:
        return add(polar(ahead, along), polar(ahead - 90, across * side))

    shapes: list[Shape] = []
    meeting = at(*MEETINGS[touch or 1])
    for number, (base, length, fan) in enumerate(zip(BASES, LENGTHS, FAN, strict=True), start=1):
        root = at(18, base)
        lean = ahead - side * fan * (3 + spread)
        tip = add(root, polar(lean, length * SEEN[fingers]))
        line: tuple[Point, ...] = (root, tip)
        if number == touch:
            line = (root, at(32, base + 1.0), meeting)
        shapes += _finger(line, paint)
    rim = (at(0, -5), at(9, -8.5), at(18.5, -8), at(20, 0), at(18.5, 8), at(8, 8.5), at(0, 5))
    shapes.append(Stroke(smooth(rim, closed=True), 1.5, paint, closed=True))
    thumb = (at(6, 6), at(13, 13), at(19, 16.5))
    if touch:
        thumb = (at(6, 6), at(13, 15 - touch), meeting)
    elif SEEN[fingers] < 0.45:
        thumb = (at(7, 7), at(13, 7), at(16, -1))
    return [*shapes, *_finger(thumb, paint)]


def _finger(points: tuple[Point, ...], paint: Paint) -> list[Shape]:
    return edged(points, (2.7, 2.4, 2.1)[-len(points) :], paint, 0.6)
