"""Postures: the direction in which each part of a body points."""

from dataclasses import dataclass, field
from typing import Literal

from api.library.pictures.geometry import Point

Base = Literal[
    "standing", "seated", "lying", "prone", "side_lying", "kneeling", "half_kneeling",
    "long_sitting", "all_fours",
]  # fmt: skip
View = Literal["side", "front", "back"]
Limb = tuple[float, float, float]
LimbName = Literal["right_arm", "left_arm", "right_leg", "left_leg"]
Segment = Literal[
    "right_upper_arm", "right_lower_arm", "right_hand", "left_upper_arm", "left_lower_arm",
    "left_hand", "right_upper_leg", "right_lower_leg", "right_foot", "left_upper_leg",
    "left_lower_leg", "left_foot", "spine",
]  # fmt: skip
# Where a hand or a foot rests: a point, or a place of the body (landmarks.py names them).
Rest = Point | str

SPINE, NECK, HEAD = 31.0, 5.0, 7.5
ARM: Limb = (16.0, 15.0, 5.0)
LEG: Limb = (25.0, 24.0, 8.0)
TORSO_WIDTH, SHOULDERS, HIPS = 12.0, 10.0, 5.5


@dataclass(frozen=True, slots=True)
class Body:
    """A posture: directions in degrees of the picture (0 right, 90 up), lengths in body units.

    `base` names the stance that supplies the directions left out. A spine has two or three
    directions from the hips up, a limb has three: upper part, lower part, hand or foot.
    `right_hand` and the like fix a wrist or an ankle at a point, or lay the hand on a place of the
    body, and bend the limb to reach it. `y` is the height of the hips; without it the body rests on
    the floor. `shorten` scales a part that points towards the viewer, `behind` names the limbs that
    the trunk hides. `glide` moves the head along the gaze (a chin tuck is negative). In a side view
    the person faces right, in a front view the viewer: there `turn` turns the trunk, `look` the
    face to the right and up, in degrees.
    """

    base: Base
    x: float = 0.0
    y: float | None = None
    spine: tuple[float, float] | tuple[float, float, float] | None = None
    neck: float | None = None
    gaze: float | None = None
    glide: float = 0.0
    turn: float = 0.0
    look: Point | None = None
    right_arm: Limb | None = None
    left_arm: Limb | None = None
    right_leg: Limb | None = None
    left_leg: Limb | None = None
    right_hand: Rest | None = None
    left_hand: Rest | None = None
    right_foot: Rest | None = None
    left_foot: Rest | None = None
    shorten: dict[Segment, float] = field(default_factory=dict)
    behind: tuple[LimbName, ...] = ()
    belly: float = 0.0
    legs: bool = True
