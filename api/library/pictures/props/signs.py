"""Signs: not this, like this, here, tense, warm, breath, sleep. `x`, `y` is the middle of each."""

from collections.abc import Callable

from api.library.pictures.geometry import polar, smooth
from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape


def cross(spot: Spot) -> list[Shape]:
    """Not like this."""
    arms = (((-6, -6), (6, 6)), ((-6, 6), (6, -6)))
    return [spot.stroke(*arm, width=3.2, paint="accent", halo=True) for arm in arms]


def tick(spot: Spot) -> list[Shape]:
    """Like this."""
    return [spot.stroke((-7, 0), (-2, -5), (7, 6), width=3.2, paint="water", halo=True)]


def spot_mark(spot: Spot) -> list[Shape]:
    """Here: a ring."""
    return [spot.disc((0, 0), 5, "accent", width=1.8)]


def dots(spot: Spot) -> list[Shape]:
    """Tingling: dots."""
    places = ((0, 0), (4, 2), (-4, 1), (1, 5), (-2, -4), (3, -4))
    return [spot.disc(at, 1.0, "accent", halo=False) for at in places]


def rays(spot: Spot) -> list[Shape]:
    """Tension or effort: rays around the middle."""
    return [
        spot.stroke(polar(a, 6), polar(a, 10), width=1.6, paint="accent") for a in range(0, 360, 60)
    ]


def warmth(spot: Spot) -> list[Shape]:
    """Warmth: three waves that rise."""
    wave = ((0, -6), (1.8, -3), (-1.8, 1), (0, 6))
    return [
        spot.stroke(*smooth(tuple((x + at, y) for x, y in wave)), width=1.6, paint="accent")
        for at in (-5, 0, 5)
    ]


def breath(spot: Spot) -> list[Shape]:
    """Breath: three lines of air that flow to the right of x, y."""
    return [
        spot.stroke(*smooth(((0, 0), (6, 1.5 + y / 3), (11, y), (17, y * 1.3))),
                    width=1.6, paint="water")
        for y in (-5, 0, 5)
    ]  # fmt: skip


def sleep(spot: Spot) -> list[Shape]:
    """Sleep: three letters z that rise to the right."""
    return [
        spot.stroke((x, y + s), (x + s, y + s), (x, y), (x + s, y), width=1.6)
        for x, y, s in ((-9, -8, 4), (-2, -2, 5), (6, 6, 6))
    ]


def drop(spot: Spot) -> list[Shape]:
    """A drop of water."""
    rim = smooth(((0, 7), (-3.6, -0.5), (-3, -4), (0, -5.4), (3, -4), (3.6, -0.5)), closed=True)
    return [spot.stroke(*rim, width=0.8, paint="water", closed=True)]


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "cross": cross,
    "tick": tick,
    "spot": spot_mark,
    "dots": dots,
    "rays": rays,
    "warmth": warmth,
    "breath": breath,
    "sleep": sleep,
    "drop": drop,
}
