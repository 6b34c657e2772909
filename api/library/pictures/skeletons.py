"""Computing where the joints of a posture lie."""

import math
from dataclasses import dataclass

from api.library.pictures.postures import (
    ARM,
    FRONT,
    HEAD,
    HIPS,
    LEG,
    NECK,
    SHOULDERS,
    SIDE,
    SPINE,
    TORSO_WIDTH,
    Body,
    Limb,
    Stance,
    View,
)
from api.library.pictures.shapes import Point, add, polar


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The positions of the joints; a limb has four points from root to tip."""

    view: View
    spine: tuple[Point, Point, Point]
    neck: Point
    head: Point
    gaze: float
    belly: float
    limbs: dict[str, tuple[Point, ...]]


def skeleton(body: Body, view: View) -> Skeleton:
    """Return the joints of a posture. Raises ValueError for a base this view does not know."""
    stances = SIDE if view == "side" else FRONT
    if body.base not in stances:
        raise ValueError(f"no {view} view of {body.base}")
    stance = stances[body.base]
    height = body.y
    if height is None:
        free = _joints(body, stance, view, (body.x, 0.0), pinned=False)
        height = -min(y for _, y in _lowest(free, body.legs))
    return _joints(body, stance, view, (body.x, height), pinned=True)


def _lowest(bones: Skeleton, legs: bool) -> list[Point]:
    """Return the underside of the body: each joint lowered by half the thickness there."""
    low = [add(p, (0, -TORSO_WIDTH / 2)) for p in bones.spine] + [add(bones.head, (0, -HEAD))]
    for name, points in bones.limbs.items():
        if legs or name.endswith("arm"):
            low += [add(p, (0, -3.0)) for p in points[1:]]
    return low


def _joints(body: Body, stance: Stance, view: View, hips: Point, pinned: bool) -> Skeleton:
    half = SPINE / 2 * body.shorten.get("spine", 1.0)
    first, second = body.spine or stance.spine
    middle = add(hips, polar(first, half))
    chest = add(middle, polar(second, half))
    neck_angle = stance.neck if body.neck is None else body.neck
    neck = add(chest, polar(neck_angle, NECK + TORSO_WIDTH / 2 if view == "side" else NECK + 3))
    head = add(neck, polar(neck_angle, HEAD - 1))
    gaze = neck_angle - 90 if body.gaze is None else body.gaze
    limbs: dict[str, tuple[Point, ...]] = {}
    for side, sign in (("left", 1.0), ("right", -1.0)):
        spread = sign if view == "front" else 0.0
        shoulder = add(chest, polar(second - 90, spread * SHOULDERS))
        hip = add(hips, polar(first - 90, spread * HIPS))
        limbs[f"{side}_leg"] = _limb(body, stance, f"{side}_leg", hip, view, pinned)
        limbs[f"{side}_arm"] = _limb(body, stance, f"{side}_arm", shoulder, view, pinned)
    return Skeleton(view, (hips, middle, chest), neck, head, gaze, body.belly, limbs)


def _limb(
    body: Body, stance: Stance, name: str, root: Point, view: View, pinned: bool
) -> tuple[Point, ...]:
    side, part = name.split("_")
    tip = "hand" if part == "arm" else "foot"
    target: Point | None = getattr(body, f"{side}_{tip}") if pinned else None
    first, second, last = _directions(body, stance, name, view)
    segments = (f"{side}_upper_{part}", f"{side}_lower_{part}", f"{side}_{tip}")
    shorten = _lengths(stance, body)
    whole = ARM if part == "arm" else LEG
    upper, lower, end = (n * shorten.get(s, 1.0) for n, s in zip(whole, segments, strict=True))
    if target:
        bend, wrist = _reach(root, target, upper, lower, first)
    else:
        bend, wrist = _chain(root, first, second, upper, lower)
    return root, bend, wrist, add(wrist, polar(last, end))


def _lengths(stance: Stance, body: Body) -> dict[str, float]:
    """Return the share of its length that each foreshortened part keeps."""
    return {str(part): n for part, n in [*stance.shorten.items(), *body.shorten.items()]}


def _directions(body: Body, stance: Stance, name: str, view: View) -> Limb:
    given: Limb | None = getattr(body, name)
    if given:
        return given
    first, second, last = stance.arm if name.endswith("arm") else stance.leg
    if view == "front" and name.startswith("right"):
        return 180 - first, 180 - second, 180 - last
    return first, second, last


def _chain(
    root: Point, first: float, second: float, upper: float, lower: float
) -> tuple[Point, Point]:
    bend = add(root, polar(first, upper))
    return bend, add(bend, polar(second, lower))


def _reach(
    root: Point, target: Point, upper: float, lower: float, hint: float
) -> tuple[Point, Point]:
    """Return elbow and wrist (two-link reach by the law of cosines).

    Of the two ways to bend, the one nearer to the direction `hint` is taken. If the target is out
    of reach, the limb is straight and points at it.
    """
    far = math.dist(root, target)
    aim = math.degrees(math.atan2(target[1] - root[1], target[0] - root[0]))
    if far >= upper + lower or far <= abs(upper - lower):
        return _chain(root, aim, aim, upper, lower)
    cosine = (upper**2 + far**2 - lower**2) / (2 * upper * far)
    turn = math.degrees(math.acos(cosine))
    nearer = min(aim + turn, aim - turn, key=lambda a: abs((a - hint + 180) % 360 - 180))
    return add(root, polar(nearer, upper)), target
