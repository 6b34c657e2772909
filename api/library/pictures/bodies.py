"""Drawing a person: from a posture to the marks of the picture."""

import math

from api.library.pictures.postures import HEAD, SPINE, TORSO_WIDTH, Body, View
from api.library.pictures.shapes import Disc, Paint, Shape, Stroke, add, curve, polar, tapered
from api.library.pictures.skeletons import Skeleton, skeleton

# Half the thickness of a limb at its root, its bend, its wrist or ankle and its tip.
ARM_RADII = (2.9, 2.5, 2.1, 1.9)
LEG_RADII = (4.3, 3.6, 2.8, 2.3)


def draw(body: Body, view: View, ghost: bool = False) -> list[Shape]:
    """Return the marks of a body, the farthest first; a ghost is drawn in one pale tone."""
    bones = skeleton(body, view)
    near: Paint = "ghost" if ghost else "ink"
    far: Paint = "ghost" if ghost else "far" if view == "side" else "ink"
    behind, before = _layers(body, view)
    legless = () if body.legs else ("left_leg", "right_leg")
    parts: list[Shape] = []
    for name in (*behind, "trunk", *before):
        if name == "trunk":
            parts += _trunk(bones, near, ghost)
        elif name not in legless:
            paint = far if name in behind else near
            parts += _arm_or_leg(bones, name, paint, ghost)
    return parts


def _layers(body: Body, view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the limbs behind the trunk and those in front of it, farthest first."""
    if view == "side":
        return ("left_arm", "left_leg"), ("right_leg", "right_arm")
    legs, arms = ("left_leg", "right_leg"), ("left_arm", "right_arm")
    return ((), (*legs, *arms)) if body.base == "seated" else (legs, arms)


def _arm_or_leg(bones: Skeleton, name: str, paint: Paint, ghost: bool) -> list[Shape]:
    points = bones.limbs[name]
    radii = ARM_RADII if name.endswith("arm") else LEG_RADII
    edge = [] if ghost else tapered(points, tuple(r + 1.0 for r in radii), "paper")
    return [*edge, *tapered(points, radii, paint)]


def _trunk(bones: Skeleton, paint: Paint, ghost: bool) -> list[Shape]:
    hips, middle, chest = bones.spine
    neck = Stroke((chest, bones.head), 5.0, paint)
    head: list[Shape] = [Disc(bones.head, HEAD, paint, halo=not ghost)]
    if bones.view == "front":
        roots = ("right_arm", "left_arm", "left_leg", "right_leg")
        corners = tuple(bones.limbs[name][0] for name in roots)
        return [neck, Stroke(corners, 7.0, paint, closed=True), *head]
    trunk: list[Shape] = [Stroke(curve(hips, middle, chest), TORSO_WIDTH, paint, halo=not ghost)]
    if bones.belly:
        trunk.append(_belly(bones, paint))
    return [*trunk, neck, *head, _nose(bones, paint)]


def _nose(bones: Skeleton, paint: Paint) -> Stroke:
    tip = add(bones.head, polar(bones.gaze, HEAD + 1.4))
    root = [add(bones.head, polar(bones.gaze + a, HEAD - 0.8)) for a in (20, -20)]
    return Stroke((root[0], tip, root[1]), 1.6, paint, closed=True)


def _belly(bones: Skeleton, paint: Paint) -> Stroke:
    """Return the front of the trunk, bulged by the fullness of the belly (a breath in)."""
    hips, _, chest = bones.spine
    up = math.degrees(math.atan2(chest[1] - hips[1], chest[0] - hips[0]))
    top = add(add(hips, polar(up, SPINE * 0.4)), polar(up - 90, 3.0 + bones.belly))
    return Stroke(curve(hips, top, chest), TORSO_WIDTH - 3.0, paint, closed=True)
