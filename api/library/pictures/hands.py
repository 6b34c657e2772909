"""Drawing a hand close up, from the side of its thumb or from its palm."""

from dataclasses import dataclass
from typing import Literal

from api.library.pictures.fingers import CURLS, Fingers, palm_view
from api.library.pictures.geometry import Point, add, polar
from api.library.pictures.landmarks import Places, find
from api.library.pictures.postures import Rest
from api.library.pictures.shapes import Paint, Shape, edged, moved, tapered

Sense = Literal["down", "up", "left", "right"]
PALM, PHALANGES = 15.0, (9.0, 6.5, 5.0)


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand close up; directions in degrees of the picture (0 right, 90 up).

    `forearm` points from the elbow to the wrist, `hand` from the wrist to the knuckles; `palm` is
    the side that the palm is on. `x`, `y` is the wrist; or `tip` lays the fingertips (of a fist its
    knuckles) on a point or on a place of the head or body. `view: palm` shows the palm, where
    `spread` fans the fingers, `touch` leads the thumb to a finger (1 to 4) and `flip` puts the
    thumb to the left; from the side `spread` parts the fingers a little. `thumb` is its angle to
    the hand. `helper` draws it paler: the hand that helps, or another person's.
    """

    x: float = 0.0
    y: float = 0.0
    tip: Rest | None = None
    view: Literal["side", "palm"] = "side"
    forearm: float = 0.0
    hand: float | None = None
    palm: Sense = "down"
    fingers: Fingers = "straight"
    spread: float = 0.0
    thumb: float | None = None
    touch: Literal[1, 2, 3, 4] | None = None
    flip: bool = False
    arm: float = 42.0
    size: float = 1.0
    helper: bool = False


def draw_hand(hand: Hand, places: Places, ghost: bool = False) -> list[Shape]:
    """Return the marks of a hand; `places` are those that its tip may lie on."""
    paint: Paint = "ghost" if ghost else "far" if hand.helper else "ink"
    return moved(_around_wrist(hand, paint), _wrist(hand, places), 0.0, hand.size)


def hand_places(hand: Hand, places: Places) -> Places:
    """Return the named places of a hand close up."""
    chain = _finger(hand)
    ahead = _ahead(hand)
    named: Places = {
        "wrist": (0, 0), "palm": add(polar(ahead, 9), polar(_sense(hand), 6)),
        "back_of_hand": add(polar(ahead, 9), polar(_sense(hand), -6)), "knuckles": chain[0],
        "fingertips": chain[-1], "elbow": polar(hand.forearm, -hand.arm),
        "forearm": polar(hand.forearm, -hand.arm / 2),
    }  # fmt: skip
    at = _wrist(hand, places)
    return {name: add(at, (x * hand.size, y * hand.size)) for name, (x, y) in named.items()}


def _wrist(hand: Hand, places: Places) -> Point:
    if hand.tip is None:
        return hand.x, hand.y
    target = find(places, hand.tip) if isinstance(hand.tip, str) else hand.tip
    tip = _finger(hand)[-1]
    if hand.fingers in ("fist", "flat_fist"):
        tip = add(_finger(hand)[0], polar(_ahead(hand), 4))
    return target[0] - tip[0] * hand.size, target[1] - tip[1] * hand.size


def _ahead(hand: Hand) -> float:
    return hand.forearm if hand.hand is None else hand.hand


def _sense(hand: Hand) -> float:
    """Return the direction of the palm: of the two sides of the hand the one that is meant."""
    wanted = polar({"right": 0.0, "up": 90.0, "left": 180.0, "down": 270.0}[hand.palm], 1.0)

    def fit(angle: float) -> float:
        x, y = polar(angle, 1.0)
        return x * wanted[0] + y * wanted[1]

    return max((_ahead(hand) + 90, _ahead(hand) - 90), key=fit)


def _curl(hand: Hand) -> float:
    """Return the sign in which the fingers bend: towards the palm."""
    return 1.0 if _sense(hand) > _ahead(hand) else -1.0


def _finger(hand: Hand, apart: float = 0.0) -> tuple[Point, ...]:
    """Return the knuckle, joints and tip of a finger that is seen from the side."""
    direction = _ahead(hand) - _curl(hand) * apart
    points = [polar(_ahead(hand), PALM)]
    for length, bend in zip(PHALANGES, CURLS[hand.fingers], strict=True):
        direction += _curl(hand) * bend
        points.append(add(points[-1], polar(direction, length)))
    return tuple(points)


def _around_wrist(hand: Hand, paint: Paint) -> list[Shape]:
    forearm = (polar(hand.forearm, -hand.arm), (0.0, 0.0))
    shapes = edged(forearm, (8.0, 5.4), paint) if hand.arm else []
    if hand.view == "palm":
        shapes += palm_view(_ahead(hand), hand.fingers, hand.spread, hand.touch, hand.flip, paint)
        return shapes
    behind: Paint = "far" if paint == "ink" else paint
    for apart in (hand.spread, hand.spread / 2) if hand.spread else (5.0,):
        shapes += edged(_finger(hand, apart), (3.0, 2.7, 2.4, 2.0), behind)
    palm = tapered(((0.0, 0.0), polar(_ahead(hand), PALM - 1.5)), (5.4, 5.0), paint)
    near = edged(_finger(hand), (3.4, 2.9, 2.5, 2.1), paint)
    return [*shapes, *palm, *near, *palm, *edged(_thumb(hand), (3.0, 2.7, 2.1), paint)]


def _thumb(hand: Hand) -> tuple[Point, ...]:
    """Return the thumb of a hand that is seen from its side: on the near side of the palm."""
    curled = hand.fingers in ("fist", "flat_fist")
    angle = hand.thumb if hand.thumb is not None else 40.0 if curled else 24.0
    root = add(polar(_ahead(hand), 4), polar(_sense(hand), 1.5))
    first = add(root, polar(_ahead(hand) + _curl(hand) * angle, 8.5))
    return root, first, add(first, polar(_ahead(hand) + _curl(hand) * angle * 0.6, 6.5))
