"""Postures: the direction in which each part of a body points."""

from dataclasses import dataclass, field
from typing import Literal

from api.library.pictures.shapes import Point

Base = Literal["standing", "seated", "lying", "prone", "side_lying", "kneeling", "all_fours"]
View = Literal["side", "front"]
Limb = tuple[float, float, float]
Segment = Literal[
    "right_upper_arm", "right_lower_arm", "right_hand", "left_upper_arm", "left_lower_arm",
    "left_hand", "right_upper_leg", "right_lower_leg", "right_foot", "left_upper_leg",
    "left_lower_leg", "left_foot", "spine",
]  # fmt: skip

SPINE, NECK, HEAD = 31.0, 5.0, 7.5
ARM: Limb = (16.0, 15.0, 5.0)
LEG: Limb = (25.0, 24.0, 8.0)
TORSO_WIDTH, SHOULDERS, HIPS = 12.0, 10.0, 5.5


@dataclass(frozen=True, slots=True)
class Body:
    """A posture: directions in degrees of the picture (0 right, 90 up), lengths in body units.

    `base` names the stance that supplies the directions left out. A limb has three directions:
    upper part, lower part, hand or foot. `right_hand` and the like fix a wrist or an ankle at a
    point and bend the limb to reach it. `y` is the height of the hips; without it the body rests on
    the floor. `shorten` scales a part that points towards the viewer. In a side view the person
    faces right, in a front view the viewer.
    """

    base: Base
    x: float = 0.0
    y: float | None = None
    spine: tuple[float, float] | None = None
    neck: float | None = None
    gaze: float | None = None
    right_arm: Limb | None = None
    left_arm: Limb | None = None
    right_leg: Limb | None = None
    left_leg: Limb | None = None
    right_hand: Point | None = None
    left_hand: Point | None = None
    right_foot: Point | None = None
    left_foot: Point | None = None
    shorten: dict[Segment, float] = field(default_factory=dict)
    belly: float = 0.0
    legs: bool = True


@dataclass(frozen=True, slots=True)
class Stance:
    """Every direction of a whole body."""

    spine: tuple[float, float]
    neck: float
    arm: Limb
    leg: Limb
    shorten: dict[Segment, float] = field(default_factory=dict)


SIDE: dict[Base, Stance] = {
    "standing": Stance((90, 90), 88, (268, 275, 275), (270, 270, 0)),
    "seated": Stance((90, 90), 88, (268, 330, 345), (0, 270, 0)),
    "lying": Stance((180, 180), 178, (0, 0, 0), (0, 0, 90)),
    "prone": Stance((0, 0), 0, (180, 180, 180), (180, 180, 180)),
    "side_lying": Stance((180, 180), 172, (0, 0, 0), (0, 0, 60)),
    "kneeling": Stance((90, 90), 88, (268, 275, 275), (270, 180, 180)),
    "all_fours": Stance((13, 13), 10, (270, 270, 0), (270, 180, 180)),
}
# Seen from the front, the thighs of a sitting person point out of the page.
FORESHORTENED: dict[Segment, float] = {
    "right_upper_leg": 0.25,
    "left_upper_leg": 0.25,
    "right_lower_leg": 0.8,
    "left_lower_leg": 0.8,
    "right_foot": 0.5,
    "left_foot": 0.5,
}
FRONT_ARM: Limb = (272, 270, 270)
FRONT: dict[Base, Stance] = {
    "standing": Stance((90, 90), 90, FRONT_ARM, (272, 270, 300)),
    "seated": Stance((90, 90), 90, FRONT_ARM, (280, 270, 300), FORESHORTENED),
}
