"""Drawing a foot and its lower leg close up, from the side (its toes to the right)."""

from dataclasses import dataclass
from typing import Literal

from api.library.pictures.geometry import Point, add, polar, smooth, turned
from api.library.pictures.landmarks import Places
from api.library.pictures.shapes import Paint, Shape, Stroke, edged, mirrored, moved, tapered

ANKLE = 12.0
PIVOTS: dict[str, Point] = {"ankle": (0, 0), "ball": (19, -11), "heel": (-7, -11)}


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot close up; directions in degrees of the picture (0 right, 90 up).

    `x` is the ankle and `y` the ground of a foot that stands. `foot` is the direction of its sole
    towards the toes, and turns it around its `pivot`: with `ball` the heel rises, with `heel` the
    ball. `leg` points from the ankle to the knee, `toes` from the ball to their tips (by default
    as the foot does). `arch` from 0 to 1 lifts the arch. `thigh` shows the thigh, which points from
    the knee in that direction.
    """

    x: float = 0.0
    y: float = 0.0
    size: float = 1.0
    leg: float = 90.0
    foot: float = 0.0
    toes: float | None = None
    arch: float = 0.3
    pivot: Literal["ankle", "ball", "heel"] = "ankle"
    shin: float = 46.0
    thigh: float | None = None
    flip: bool = False
    helper: bool = False


def draw_foot(foot: Foot, ghost: bool = False) -> list[Shape]:
    """Return the marks of a foot and its lower leg."""
    paint: Paint = "ghost" if ghost else "far" if foot.helper else "ink"
    ankle = _ankle(foot)
    knee = add(ankle, polar(foot.leg, foot.shin))
    calf = add(add(ankle, polar(foot.leg, foot.shin * 0.62)), polar(foot.leg + 90, 1.8))
    shapes: list[Shape] = []
    if foot.thigh is not None:
        hip = add(knee, polar(foot.thigh, 30))
        shapes += edged((knee, hip), (8.5, 10.5), paint)
    shapes += edged((ankle, calf, knee), (6.0, 9.2, 8.2), paint)
    sole = tuple(add(ankle, turned(point, foot.foot)) for point in _outline(foot.arch))
    shapes.append(Stroke(smooth(sole, closed=True), 2.0, paint, closed=True))
    shapes += tapered(_toes(foot, ankle), (3.4, 2.4), paint)
    return moved(mirrored(shapes) if foot.flip else shapes, (foot.x, foot.y), 0.0, foot.size)


def _outline(arch: float) -> tuple[Point, ...]:
    """Return the foot without toes around its ankle: heel, sole, ball, instep."""
    return (
        (-9.5, -6), (-7, -10.5), (-1, -10.5), (6, -10.3 + 4.5 * arch), (13, -10.4 + 1.5 * arch),
        (19, -10.6), (21.5, -7), (14, -2.5 + arch), (7, 3), (0, 5), (-6, 1),
    )  # fmt: skip


def _toes(foot: Foot, ankle: Point) -> tuple[Point, Point]:
    root = add(ankle, turned((20.5, -8.0), foot.foot))
    return root, add(root, polar(foot.foot if foot.toes is None else foot.toes, 9.0))


def _ankle(foot: Foot) -> Point:
    """Return the ankle around which all is drawn; the pivot stays where it is in a flat foot."""
    pivot = PIVOTS[foot.pivot]
    now = turned(pivot, foot.foot)
    return pivot[0] - now[0], ANKLE + pivot[1] - now[1]


def foot_places(foot: Foot) -> Places:
    """Return the named places of a foot close up."""
    ankle = _ankle(foot)
    named = {"heel": (-8.0, -9.0), "sole": (6.0, -11.0), "ball": (19.0, -11.0), "instep": (8, 2)}
    places = {name: add(ankle, turned(at, foot.foot)) for name, at in named.items()}
    places |= {
        "ankle": ankle,
        "toes": _toes(foot, ankle)[1],
        "calf": add(add(ankle, polar(foot.leg, foot.shin * 0.6)), polar(foot.leg + 90, 10)),
        "knee": add(ankle, polar(foot.leg, foot.shin)),
    }
    sign = -1 if foot.flip else 1
    return {
        name: (foot.x + sign * x * foot.size, foot.y + y * foot.size)
        for name, (x, y) in places.items()
    }
