"""Drawing a face close up, around the middle of its skull: from the side, and from the front."""

import math
from dataclasses import dataclass
from typing import Literal

from api.library.pictures.geometry import Point, add, polar, smooth, turned
from api.library.pictures.landmarks import Places
from api.library.pictures.mouths import cut_open
from api.library.pictures.shapes import Disc, Paint, Shape, Stroke

JOINT: Point = (-2.0, -6.0)
UPPER: tuple[Point, ...] = (
    (8, 12), (18.5, 12), (20.5, 5), (19.8, 1), (25.5, -7), (21, -9.5), (22.3, -13), (10, -13.8),
    (-2, -8),
)  # fmt: skip
LOWER: tuple[Point, ...] = (
    (-5, -8), (-6, -17), (-1, -23), (12, -27.5), (19, -26.5), (21.3, -22.5), (19.5, -18.3),
    (21.8, -15), (10, -14.5), (0, -9),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a face does. `look` turns it to the right and up in a front view, in degrees.

    `jaw` opens the mouth, by some 25 degrees at most; `shift` moves the chin to the right in a
    front view. `inside` shows teeth and tongue from the side; the `tongue` lies up at the roof of
    the mouth, or down.
    """

    look: Point = (0.0, 0.0)
    jaw: float = 0.0
    shift: float = 0.0
    lips: Literal["closed", "open", "pursed"] = "open"
    eyes: Literal["open", "closed"] = "open"
    inside: bool = False
    tongue: Literal["up", "down"] | None = None


def side_face(face: Face, paint: Paint) -> list[Shape]:
    """Return a head that faces right; of a ghost the outline alone."""
    lower = [hinged(face, point) for point in LOWER]
    cheek = (JOINT, (10.0, -13.0), hinged(face, (10, -15)), hinged(face, (-3, -16)))
    shapes: list[Shape] = [
        Disc((-1, 3), 21.0, paint),
        Stroke(UPPER, 1.5, paint, closed=True),
        Stroke(tuple(lower), 1.5, paint, closed=True),
        Stroke(cheek, 1.5, paint, closed=True),
    ]
    lips = hinged(face, (20.3, -16))
    if _is_shut(face):
        seal = ((10.0, -13.0), (20.3, -13.0), lips, hinged(face, (10, -15)))
        shapes.append(Stroke(seal, 2.5, paint, closed=True))
    if face.lips == "pursed":
        shapes.append(Stroke(((21, -13), (25, -14.3), (21, -16)), 2.0, paint, closed=True))
    if paint == "ghost":
        return shapes
    middle = (lips[0] + 1.0, (lips[1] - 13.0) / 2)
    if _is_shut(face):
        shapes.append(Stroke((add(middle, (0.8, 0)), add(middle, (-4.2, -0.5))), 1.1, "paper"))
    if face.inside:
        shapes += cut_open(lambda point: hinged(face, point), face.tongue)
    eye = ((12.5, 3), (15, 2), (17.5, 3)) if face.eyes == "closed" else ((14.5, 3.2), (15.5, 2.8))
    return [
        *shapes,
        Stroke(eye, 1.2 if face.eyes == "closed" else 2.6, "paper"),
        Disc((-3, -3), 3.6, "paper", width=1.2),
    ]


def _is_shut(face: Face) -> bool:
    return face.lips == "closed" or (face.jaw < 2 and face.lips == "open")


def hinged(face: Face, point: Point) -> Point:
    """Return where a point of the lower jaw is when the mouth is as open as it is."""
    return add(JOINT, turned((point[0] - JOINT[0], point[1] - JOINT[1]), -face.jaw))


def side_places(face: Face) -> Places:
    """Return the named places of a face that is seen from the side."""
    return {
        "nose": (25.5, -7), "forehead": (19, 11), "temple": (10, 6), "ear": (-3, -3),
        "cheek": (8, -11), "mouth": (22, -14), "crown": (-1, 24), "nape": (-17, -9),
        "back_of_head": (-21, 3), "head": (0, 0), "chin": hinged(face, (20, -24)),
        "jaw": hinged(face, (0, -19)), "under_chin": hinged(face, (12, -28)),
    }  # fmt: skip


def front_face(face: Face, paint: Paint) -> list[Shape]:
    """Return a head that faces the reader; of a ghost the outline alone."""
    chin = (face.shift * 0.7, -24.0 - face.jaw / 2)
    skull = [add((0, 4), polar(angle, 18.5)) for angle in range(0, 181, 20)]
    jaw = ((-16.8, -9.0), add(chin, (-9, 2)), add(chin, (9, 2)), (16.8, -9.0))
    outline = smooth((*skull, *jaw), closed=True)
    side = math.sin(math.radians(face.look[0]))
    ears: list[Shape] = [
        Disc((x, -1), 3.4, paint) for x in (-18.6, 18.6) if abs(side) < 0.25 or x * side < 0
    ]
    shapes = [*ears, Stroke(outline, 1.0, paint, closed=True, halo=paint != "ghost")]
    return shapes if paint == "ghost" else [*shapes, *_features(face, side)]


def _features(face: Face, side: float) -> list[Shape]:
    across, up = 15 * side, face.look[1] / 5
    spread = 7.5 * math.cos(math.radians(face.look[0]))
    shapes: list[Shape] = []
    for x in (across - spread, across + spread):
        if face.eyes == "closed":
            lid = ((x - 2.6, 2.5 + up), (x, 1.2 + up), (x + 2.6, 2.5 + up))
            shapes.append(Stroke(lid, 1.2, "paper"))
        else:
            shapes.append(Disc((x, 2 + up), 1.7, "paper"))
    nose = ((across * 1.1, up), (across * 1.35 + 1.6, up - 6), (across * 1.2 - 0.6, up - 6.6))
    return [*shapes, Stroke(nose, 1.1, "paper"), *_front_mouth(face, across * 1.1, up)]


def _front_mouth(face: Face, across: float, up: float) -> list[Shape]:
    x, y = across + face.shift * 0.6, up - 14.5 - face.jaw * 0.2
    if face.lips == "pursed":
        return [Disc((x, y), 2.2, "paper", width=1.2)]
    if _is_shut(face):
        return [Stroke(((x - 5, y), (x, y - 0.8), (x + 5, y)), 1.2, "paper")]
    tall = 0.8 + face.jaw * 0.25
    rim = tuple(
        (x + 5.0 * math.cos(math.radians(a)), y + tall * math.sin(math.radians(a)))
        for a in range(0, 360, 30)
    )
    return [Stroke(rim, 0.6, "paper", closed=True)]


def front_places(face: Face) -> Places:
    """Return the named places of a face from the front; `other_` is to the left of the picture."""
    chin = (face.shift * 0.7, -24.0 - face.jaw / 2)
    places: Places = {
        "nose": (0, -6), "forehead": (0, 13), "crown": (0, 22.5), "mouth": (0, -15), "chin": chin,
        "under_chin": add(chin, (0, -1)), "head": (0, 0),
    }  # fmt: skip
    for prefix, sign in (("", 1), ("other_", -1)):
        for name, (x, y) in FRONT_SIDES.items():
            places[prefix + name] = (sign * x, y)
    return places


FRONT_SIDES: Places = {
    "temple": (15, 6), "ear": (20, -1), "cheek": (12, -9), "jaw": (13.5, -16),
    "side_of_head": (18, 8), "side_of_chin": (10, -22),
}  # fmt: skip
