"""Computing where the joints of a posture lie."""

import math
from dataclasses import replace

from api.library.pictures.geometry import Point, add, polar, towards
from api.library.pictures.landmarks import Skeleton, landmark
from api.library.pictures.postures import (
    ARM,
    HEAD,
    HIPS,
    LEG,
    NECK,
    SHOULDERS,
    SPINE,
    TORSO_WIDTH,
    Body,
    Limb,
    LimbName,
    Rest,
    View,
)
from api.library.pictures.stances import FRONT, SIDE, Stance

LIMBS: tuple[LimbName, ...] = ("left_leg", "right_leg", "left_arm", "right_arm")
# How far short of the place that it rests on a wrist stops, so that the hand is there.
HAND_REST = 3.0
NOWHERE: tuple[Point, ...] = ((0.0, 0.0),) * 4


def skeleton(body: Body, view: View) -> Skeleton:
    """Return the joints of a posture.

    Raises ValueError for a base that this view does not know, or an unknown place of the body.
    """
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
            low += [add(p, (0, -3.0)) for p in points[bones.view == "side" :]]
    return low


def _joints(body: Body, stance: Stance, view: View, hips: Point, pinned: bool) -> Skeleton:
    trunk = _trunk(body, stance, view, hips)
    roots = _roots(body, trunk)
    rests = {name: _rest(body, name) if pinned else None for name in LIMBS}
    limbs: dict[LimbName, tuple[Point, ...]] = dict.fromkeys(LIMBS, NOWHERE)
    # What rests on another limb is placed after that limb.
    for name in sorted(LIMBS, key=lambda name: isinstance(rests[name], str)):
        limbs[name] = _limb(body, stance, name, roots[name], replace(trunk, limbs=limbs), rests)
    return replace(trunk, limbs=limbs)


def _trunk(body: Body, stance: Stance, view: View, hips: Point) -> Skeleton:
    directions = body.spine or stance.spine
    length = SPINE / len(directions) * body.shorten.get("spine", 1.0)
    spine = [hips]
    for direction in directions:
        spine.append(add(spine[-1], polar(direction, length)))
    up = stance.neck if body.neck is None else body.neck
    gaze = up - 90 if body.gaze is None else body.gaze
    reach = NECK + TORSO_WIDTH / 2 if view == "side" else NECK + 3
    neck = add(add(spine[-1], polar(up, reach)), polar(gaze, body.glide / 2))
    head = add(add(neck, polar(up, HEAD - 1)), polar(gaze, body.glide / 2))
    look = body.look or (body.turn, 0.0)
    ends = (directions[0], directions[-1])
    return Skeleton(view, tuple(spine), ends, neck, head, up, gaze, look, body.belly, {})


def _roots(body: Body, trunk: Skeleton) -> dict[LimbName, Point]:
    """Return the shoulders and the hips; a trunk that is turned has its shoulders nearer."""
    first, second = trunk.ends
    spread = {"side": 0.0, "front": 1.0, "back": -1.0}[trunk.view]
    across = spread * SHOULDERS * math.cos(math.radians(body.turn))
    shoulder = [add(trunk.spine[-1], polar(second - 90, sign * across)) for sign in (1, -1)]
    hip = [add(trunk.spine[0], polar(first - 90, sign * spread * HIPS)) for sign in (1, -1)]
    return {
        "left_arm": shoulder[0], "right_arm": shoulder[1],
        "left_leg": hip[0], "right_leg": hip[1],
    }  # fmt: skip


def _rest(body: Body, name: LimbName) -> Rest | None:
    rests: dict[LimbName, Rest | None] = {
        "right_arm": body.right_hand,
        "left_arm": body.left_hand,
        "right_leg": body.right_foot,
        "left_leg": body.left_foot,
    }
    return rests[name]


def _limb(
    body: Body,
    stance: Stance,
    name: LimbName,
    root: Point,
    bones: Skeleton,
    rests: dict[LimbName, Rest | None],
) -> tuple[Point, ...]:
    side, part = name.split("_")
    tip = "hand" if part == "arm" else "foot"
    first, second, last = _directions(body, stance, name, bones.view)
    segments = (f"{side}_upper_{part}", f"{side}_lower_{part}", f"{side}_{tip}")
    shorten = _lengths(stance, body)
    whole = ARM if part == "arm" else LEG
    upper, lower, end = (n * shorten.get(s, 1.0) for n, s in zip(whole, segments, strict=True))
    target = rests[name]
    if isinstance(target, str):
        place = landmark(bones, target)
        if part == "arm":
            last = last if getattr(body, name) else towards(root, place)
            target = add(place, polar(last, -HAND_REST))
        else:
            target = place
    if target:
        hint = first if getattr(body, name) else _outwards(name, bones.view, first)
        bend, wrist = _reach(root, target, upper, lower, hint)
    else:
        bend, wrist = _chain(root, first, second, upper, lower)
    return root, bend, wrist, add(wrist, polar(last, end))


def _outwards(name: LimbName, view: View, first: float) -> float:
    """Return where a knee goes that nothing is said of: from the front it is not knocked."""
    if view == "side" or name.endswith("arm"):
        return first
    return 300.0 if (name == "left_leg") is (view == "front") else 240.0


def _lengths(stance: Stance, body: Body) -> dict[str, float]:
    """Return the share of its length that each foreshortened part keeps."""
    return {str(part): n for part, n in [*stance.shorten.items(), *body.shorten.items()]}


def _directions(body: Body, stance: Stance, name: LimbName, view: View) -> Limb:
    given: Limb | None = getattr(body, name)
    if given or name in stance.others:
        return given or stance.others[name]
    first, second, last = stance.arm if name.endswith("arm") else stance.leg
    # The limbs to the left of a front view mirror those to the right.
    mirrored = {"side": "", "front": "right", "back": "left"}[view]
    if stance.others or not (mirrored and name.startswith(mirrored)):
        return first, second, last
    return 180 - first, 180 - second, 180 - last


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
    aim = towards(root, target)
    if far >= upper + lower or far <= abs(upper - lower):
        return _chain(root, aim, aim, upper, lower)
    cosine = (upper**2 + far**2 - lower**2) / (2 * upper * far)
    turn = math.degrees(math.acos(cosine))
    nearer = min(aim + turn, aim - turn, key=lambda a: abs((a - hint + 180) % 360 - 180))
    return add(root, polar(nearer, upper)), target
