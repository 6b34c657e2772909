"""What is seen outside, or through the window: car, tree, sun, moon."""

from collections.abc import Callable

from api.library.pictures.geometry import Point, polar, smooth
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape


def car_seat(spot: Spot) -> list[Shape]:
    """The seat of a car that faces right, with its wheel; x is beneath the hips of a driver."""
    cushions: tuple[tuple[Point, Point], ...] = (
        ((-10, 16), (14, 19)), ((-12, 18), (-17, 52)), ((-17, 62), (-18, 70)),
    )  # fmt: skip
    return [
        spot.stroke((-17, 52), (-17, 64), width=2.0),
        spot.stroke((-8, 0), (-8, 12)),
        spot.stroke((10, 0), (10, 14)),
        *(spot.stroke(*cushion, width=8.6) for cushion in cushions),
        *(spot.stroke(*cushion, width=5.4, paint="panel") for cushion in cushions),
        spot.stroke((34, 37), (28, 53), width=3.2),
        spot.stroke((31, 45), (48, 36), width=2.4),
        spot.stroke((46, 2), (52, 12), width=2.8),
    ]


def tree(spot: Spot) -> list[Shape]:
    """A tree; x is the foot of its trunk."""
    crown = [spot.disc(at, 12, "panel") for at in ((-7, 50), (7, 50), (0, 60))]
    return [spot.stroke((0, 0), (0, 44), width=4.0), *crown]


def sun(spot: Spot) -> list[Shape]:
    """The sun; x, y is its middle."""
    rays = [
        spot.stroke(polar(a, 10), polar(a, 14), width=1.8, paint="accent")
        for a in range(0, 360, 45)
    ]
    return [spot.disc((0, 0), 7, "accent"), *rays]


def moon(spot: Spot) -> list[Shape]:
    """The moon with two stars; x, y is its middle."""
    outer = [polar(angle, 9) for angle in range(60, 301, 20)]
    inner = [(5.5 + x * 0.9, y * 0.9) for x, y in (polar(a, 9) for a in range(250, 109, -20))]
    stars = [spot.disc(at, 1.2, "prop") for at in ((11, 6), (14, -3))]
    return [spot.stroke(*smooth((*outer, *inner), steps=2), width=1.2, closed=True), *stars]


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "car_seat": car_seat,
    "tree": tree,
    "sun": sun,
    "moon": moon,
}
