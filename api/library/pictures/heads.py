"""Drawing a head and shoulders close up, from the side (facing right) or the front."""

from dataclasses import dataclass

from api.library.pictures.faces import Face, front_face, front_places, side_face, side_places
from api.library.pictures.geometry import Point, add, between, polar, smooth, turned
from api.library.pictures.landmarks import Places
from api.library.pictures.postures import View
from api.library.pictures.shapes import Paint, Shape, Stroke, mirrored, moved

# How far the middle of the head is from the root of the neck.
NECK_LENGTH = 36.0
# From here on a face that is turned away is seen from the side.
PROFILE = 50.0


@dataclass(frozen=True, slots=True)
class Head(Face):
    """A head close up; `x`, `y` is the root of its neck, its crown is some 60 higher.

    `neck` is the direction of the neck, `gaze` where the nose points in a side view; `glide` moves
    the head along the gaze. `lean` turns the
    whole: 90 lays a side view on its back. `lift` shrugs the shoulders.
    """

    x: float = 0.0
    y: float = 0.0
    size: float = 1.0
    lean: float = 0.0
    neck: float = 90.0
    gaze: float | None = None
    glide: float = 0.0
    shoulders: bool = True
    lift: float = 0.0


def draw_head(head: Head, view: View, ghost: bool = False) -> list[Shape]:
    """Return the marks of a head and its shoulders."""
    return moved(_bust(head, view, ghost), (head.x, head.y), head.lean, head.size)


def _bust(head: Head, view: View, ghost: bool) -> list[Shape]:
    paint: Paint = "ghost" if ghost else "ink"
    middle, turn = _middle(head, view)
    profile = view == "side" or abs(head.look[0]) > PROFILE
    nape = add(middle, turned((-7, -12) if view == "side" else (0, -8), turn))
    root = (-2.0, -4.0) if view == "side" else (0.0, -6.0)
    shapes: list[Shape] = [Stroke((root, nape), 14.0, paint)]
    if head.shoulders:
        shapes.append(_side_shoulders(paint) if view == "side" else _front_shoulders(head, paint))
    face = side_face(head, paint) if profile else front_face(head, paint)
    if view != "side" and profile and head.look[0] < 0:
        face = mirrored(face)
    return [*shapes, *moved(face, middle, turn)]


def _middle(head: Head, view: View) -> tuple[Point, float]:
    """Return the middle of the head, and how far the head is turned from upright."""
    if view != "side":
        return polar(head.neck, NECK_LENGTH), head.neck - 90
    gaze = head.neck - 90 if head.gaze is None else head.gaze
    return add(polar(head.neck - 8, NECK_LENGTH), polar(gaze, head.glide)), gaze


def _side_shoulders(paint: Paint) -> Stroke:
    outline: tuple[Point, ...] = (
        (-9, 1), (-16, -7), (-19, -17), (-19, -27), (11, -27), (12, -17), (9, -8), (4, -1),
    )  # fmt: skip
    return Stroke(smooth(outline, closed=True), 2.0, paint, closed=True)


def _front_shoulders(head: Head, paint: Paint) -> Stroke:
    half = ((11.0, -4.0), (31.0, -12.0 + head.lift), (35.0, -24.0 + head.lift / 2))
    outline = (*half, *((-x, y) for x, y in reversed(half)))
    return Stroke(outline, 4.0, paint, closed=True)


def head_places(head: Head, view: View) -> Places:
    """Return the named places of a head close up; `other_` is to the left in a front view."""
    middle, turn = _middle(head, view)
    of_face = side_places(head) if view == "side" else front_places(head)
    places = {name: add(middle, turned(at, turn)) for name, at in of_face.items()}
    places["neck"] = between((0, 0), middle, 0.4)
    if view == "side":
        places |= {"collarbone": (8, -6), "shoulder": (-4, -12)}
    else:
        places |= {"collarbone": (12, -6), "other_collarbone": (-12, -6)}
        places |= {"shoulder": (30, -10 + head.lift), "other_shoulder": (-30, -10 + head.lift)}
    return {
        name: add((head.x, head.y), turned((x * head.size, y * head.size), head.lean))
        for name, (x, y) in places.items()
    }
