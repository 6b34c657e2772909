"""The joints of a body, and the names of its places: where hands rest, props hang, arrows begin."""

from dataclasses import dataclass

from api.library.pictures.geometry import Point, add, between, polar
from api.library.pictures.postures import HEAD, LimbName, View

Places = dict[str, Point]
JOINTS = {"arm": ("shoulder", "elbow", "wrist", "hand"), "leg": ("hip", "knee", "ankle", "toes")}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The positions of the joints; a limb has four points from root to tip.

    `ends` are the directions of the spine at the hips and at the chest, `up` that of the neck.
    """

    view: View
    spine: tuple[Point, ...]
    ends: tuple[float, float]
    neck: Point
    head: Point
    up: float
    gaze: float
    look: Point
    belly: float
    limbs: dict[LimbName, tuple[Point, ...]]


def landmark(bones: Skeleton, name: str) -> Point:
    """Return a place of a body by its name. Raises ValueError for an unknown one."""
    return find(landmarks(bones), name)


def find(places: Places, name: str) -> Point:
    """Return a place by its name. Raises ValueError that lists the known ones."""
    if name not in places:
        raise ValueError(f"no place named {name}; there are {', '.join(sorted(places))}")
    return places[name]


def landmarks(bones: Skeleton) -> Places:
    """Return all named places of a body."""
    places = {**_of_head(bones), **_of_trunk(bones)}
    for limb, points in bones.limbs.items():
        side, part = limb.split("_")
        for joint, point in zip(JOINTS[part], points, strict=True):
            places[f"{side}_{joint}"] = point
        root, bend, tip = points[:3]
        names = ("upper_arm", "forearm") if part == "arm" else ("thigh", "shin")
        places[f"{side}_{names[0]}"] = between(root, bend, 0.5)
        places[f"{side}_{names[1]}"] = between(bend, tip, 0.5)
    return places


def _of_head(bones: Skeleton) -> Places:
    def at(angle: float, share: float = 1.0) -> Point:
        return add(bones.head, polar(angle, HEAD * share))

    if bones.view == "side":
        angles = {"forehead": 40, "mouth": -28, "chin": -55, "nape": 228, "back_of_head": 165}
        places = {name: at(bones.gaze + angle) for name, angle in angles.items()}
        return {**places, "head": bones.head, "ear": bones.head, "crown": at(bones.up)}
    up = bones.up
    return {
        "head": bones.head, "crown": at(up), "forehead": at(up, 0.5), "mouth": at(up, -0.5),
        "chin": at(up, -1.0), "nape": at(up, -1.1), "back_of_head": bones.head,
        "ear": at(up - 90), "other_ear": at(up + 90),
    }  # fmt: skip


def _of_trunk(bones: Skeleton) -> Places:
    """Return the places of the trunk; `turn` tells front from back in a side view."""
    first, second = bones.ends
    depth = 6.0 if bones.view == "side" else 0.0
    hips, chest = bones.spine[0], bones.spine[-1]
    waist = between(hips, bones.spine[1], 0.5 if len(bones.spine) == 3 else 0.8)

    def off(point: Point, along: float, angle: float, side: float) -> Point:
        return add(add(point, polar(angle, along)), polar(angle - 90, side * depth))

    return {
        "neck": bones.neck,
        "chest": off(chest, -5, second, 1), "upper_back": off(chest, -5, second, -1),
        "belly": off(waist, 4, first, 1), "low_back": off(waist, 0, first, -1),
        "hips": hips, "lap": off(hips, 0, first, 1), "buttock": off(hips, 0, first, -1),
    }  # fmt: skip
