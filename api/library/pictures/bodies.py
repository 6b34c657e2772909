"""Drawing a person: from a posture to the marks of the picture."""

import math
from dataclasses import dataclass

from api.library.pictures.geometry import Point, add, between, curve, polar, smooth, towards
from api.library.pictures.landmarks import Skeleton
from api.library.pictures.postures import HEAD, SPINE, TORSO_WIDTH, Body, LimbName, View
from api.library.pictures.shapes import Disc, Paint, Shape, Stroke, edged

# Half the thickness of a limb at its root, its bend, its wrist or ankle and its tip.
ARM_RADII = (2.9, 2.5, 2.1, 1.9)
LEG_RADII = (4.3, 3.6, 2.8, 2.3)
ARMS: tuple[LimbName, ...] = ("left_arm", "right_arm")
LEGS: tuple[LimbName, ...] = ("left_leg", "right_leg")


def draw_body(body: Body, bones: Skeleton, ghost: bool = False) -> list[Shape]:
    """Return the marks of a body, the farthest first; a ghost is drawn in one pale tone."""
    near: Paint = "ghost" if ghost else "ink"
    layers = _layers(body, bones.view)
    pale: Paint = "ghost" if ghost else "far"
    parts: list[Shape] = []
    for name in (*layers.hidden, *layers.behind):
        parts += _arm_or_leg(bones, name, pale if name in layers.hidden else near)
    parts += _trunk(bones, near, ghost)
    for name in layers.before:
        parts += _arm_or_leg(bones, name, near)
    return parts


@dataclass(frozen=True, slots=True)
class Layers:
    """Limbs by their distance, the farthest first: hidden by the trunk and pale, behind, before."""

    hidden: tuple[LimbName, ...]
    behind: tuple[LimbName, ...]
    before: tuple[LimbName, ...]


def _layers(body: Body, view: View) -> Layers:
    if view == "side":
        first = Layers(("left_arm", "left_leg"), (), ("right_leg", "right_arm"))
    elif body.base == "side_lying":
        first = Layers(("right_arm", "right_leg"), (), ("left_leg", "left_arm"))
    elif body.base in ("seated", "long_sitting"):
        first = Layers((), (), (*LEGS, *ARMS))
    else:
        first = Layers((), LEGS, ARMS)
    shown = ARMS if not body.legs else (*ARMS, *LEGS)
    named = body.behind
    return Layers(
        tuple(n for n in (*named, *first.hidden) if n in shown),
        tuple(n for n in first.behind if n in shown and n not in named),
        tuple(n for n in first.before if n in shown and n not in named),
    )


def _arm_or_leg(bones: Skeleton, name: LimbName, paint: Paint) -> list[Shape]:
    points = bones.limbs[name]
    radii = ARM_RADII if name in ARMS else LEG_RADII
    return edged(points, radii, paint)


def _trunk(bones: Skeleton, paint: Paint, ghost: bool) -> list[Shape]:
    hips, chest = bones.spine[0], bones.spine[-1]
    neck = Stroke((chest, bones.head), 5.0, paint)
    head = Disc(bones.head, HEAD, paint, halo=not ghost)
    if bones.view != "side":
        face = [] if ghost or bones.view == "back" else _face(bones)
        outline = Stroke(_outline(bones), 7.0, paint, closed=True)
        return [neck, outline, head, *_turned_nose(bones, paint), *face]
    line = smooth(bones.spine) if len(bones.spine) > 3 else curve(hips, bones.spine[1], chest)
    trunk: list[Shape] = [Stroke(line, TORSO_WIDTH, paint, halo=not ghost)]
    if bones.belly:
        trunk.append(_belly(bones, paint))
    return [*trunk, neck, head, _nose(bones, paint)]


def _outline(bones: Skeleton) -> tuple[Point, ...]:
    """Return shoulders, waist and hips of a trunk seen from the front; a breath in widens it."""
    sides = [
        (bones.limbs[arm][0], bones.limbs[leg][0]) for arm, leg in zip(ARMS, LEGS, strict=True)
    ]
    (left, left_hip), (right, right_hip) = sides
    middle = bones.spine[len(bones.spine) // 2]
    straight = between(bones.spine[0], bones.spine[-1], 0.5)
    bulge = (middle[0] - straight[0], middle[1] - straight[1])
    out = [polar(towards(right, left) + turn, bones.belly / 2) for turn in (0, 180)]
    waist = [add(add(between(*side, 0.5), bulge), by) for side, by in zip(sides, out, strict=True)]
    return right, left, waist[0], left_hip, right_hip, waist[1]


def _face(bones: Skeleton) -> list[Shape]:
    """Return the eyes of a person seen from the front; those that are turned away are left out."""
    across, up = bones.look
    shapes: list[Shape] = []
    for eye in (-22, 22):
        if abs(across + eye) < 75:
            side = HEAD * math.sin(math.radians(across + eye))
            place = add(bones.head, polar(bones.up - 90, side))
            shapes.append(Disc(add(place, polar(bones.up, 1.0 + up / 15)), 0.9, "paper"))
    return shapes


def _turned_nose(bones: Skeleton, paint: Paint) -> list[Shape]:
    """Return the nose of a head that is turned to the side far enough to show it."""
    if abs(bones.look[0]) < 35:
        return []
    return [_nose_at(bones.head, bones.up - math.copysign(96, bones.look[0]), paint)]


def _nose(bones: Skeleton, paint: Paint) -> Stroke:
    return _nose_at(bones.head, bones.gaze, paint)


def _nose_at(head: Point, gaze: float, paint: Paint) -> Stroke:
    tip = add(head, polar(gaze, HEAD + 1.4))
    root = [add(head, polar(gaze + a, HEAD - 0.8)) for a in (20, -20)]
    return Stroke((root[0], tip, root[1]), 1.6, paint, closed=True)


def _belly(bones: Skeleton, paint: Paint) -> Stroke:
    """Return the front of the trunk, bulged by the fullness of the belly (a breath in)."""
    hips, chest = bones.spine[0], bones.spine[-1]
    up = towards(hips, chest)
    top = add(add(hips, polar(up, SPINE * 0.4)), polar(up - 90, 3.0 + bones.belly))
    return Stroke(curve(hips, top, chest), TORSO_WIDTH - 3.0, paint, closed=True)
