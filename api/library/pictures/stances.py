"""Stances: the directions of a whole body, of which a posture states only what differs."""

from dataclasses import dataclass, field

from api.library.pictures.postures import Base, Limb, LimbName, Segment


@dataclass(frozen=True, slots=True)
class Stance:
    """Every direction of a whole body; `others` are the limbs that differ from arm and leg."""

    spine: tuple[float, float]
    neck: float
    arm: Limb
    leg: Limb
    shorten: dict[Segment, float] = field(default_factory=dict)
    others: dict[LimbName, Limb] = field(default_factory=dict)


SIDE: dict[Base, Stance] = {
    "standing": Stance((90, 90), 88, (268, 275, 275), (270, 270, 0)),
    "seated": Stance((90, 90), 88, (268, 330, 345), (0, 270, 0)),
    "lying": Stance((180, 180), 178, (0, 0, 0), (0, 0, 90)),
    "prone": Stance((0, 0), 0, (180, 180, 180), (180, 180, 180)),
    "side_lying": Stance((180, 180), 172, (0, 0, 0), (0, 0, 60)),
    "kneeling": Stance((90, 90), 88, (268, 275, 275), (270, 180, 180)),
    "half_kneeling": Stance(
        (90, 90), 88, (268, 275, 275), (270, 180, 180), others={"left_leg": (0, 270, 0)}
    ),
    "long_sitting": Stance((90, 90), 88, (248, 282, 0), (0, 0, 80)),
    "all_fours": Stance((13, 13), 10, (270, 270, 0), (270, 180, 180)),
}


def _both(kind: str, share: float) -> dict[Segment, float]:
    """Return the share of its length that a part of both sides keeps."""
    parts: dict[str, tuple[Segment, Segment]] = {
        "thigh": ("right_upper_leg", "left_upper_leg"),
        "shin": ("right_lower_leg", "left_lower_leg"),
        "foot": ("right_foot", "left_foot"),
    }
    return dict.fromkeys(parts[kind], share)


# Seen from the front, the thighs of a sitting person and the shins of a kneeling one point out of
# or into the page. A person who lies on the back is seen from above, as is one on the side; the
# latter lies on the right side, its head to the left of the picture.
FRONT_ARM: Limb = (272, 270, 270)
FRONT: dict[Base, Stance] = {
    "standing": Stance((90, 90), 90, FRONT_ARM, (272, 270, 300)),
    "seated": Stance(
        (90, 90), 90, FRONT_ARM, (280, 270, 300),
        {**_both("thigh", 0.25), **_both("shin", 0.8), **_both("foot", 0.5)},
    ),
    "kneeling": Stance(
        (90, 90), 90, FRONT_ARM, (274, 270, 300), {**_both("shin", 0.1), **_both("foot", 0.4)}
    ),
    "long_sitting": Stance(
        (90, 90), 90, (285, 270, 270), (8, 188, 190),
        {**_both("thigh", 0.85), **_both("shin", 0.7), **_both("foot", 0.6)},
    ),
    "lying": Stance((90, 90), 90, (292, 285, 280), (277, 270, 300), _both("foot", 0.6)),
    "side_lying": Stance(
        (180, 180), 176, (352, 355, 0), (0, 0, 310),
        others={"right_arm": (182, 150, 140), "right_leg": (0, 0, 310)},
    ),
}  # fmt: skip
