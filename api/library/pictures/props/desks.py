"""Desks, and what one works with: screen, laptop, keyboard, phone, paper, calendar, bars."""

from collections.abc import Callable

from api.library.pictures.props.prop import PropKind, Spot
from api.library.pictures.shapes import Shape


def desk(spot: Spot) -> list[Shape]:
    """A desk that is 40 high; x is beneath its middle."""
    return [spot.stroke((-14, 40), (20, 40), width=3.0), spot.stroke((16, 0), (16, 40))]


def screen(spot: Spot) -> list[Shape]:
    """A monitor seen from the side, its face to the left; x, y is its foot."""
    return [
        spot.stroke((-4, 0), (7, 0)),
        spot.stroke((3, 0), (3, 9)),
        spot.stroke((0, 6), (0, 25), width=3.2),
    ]


def laptop(spot: Spot) -> list[Shape]:
    """An open laptop seen from the side, its face to the left; x, y is its front edge."""
    return [spot.stroke((0, 1), (14, 1)), spot.stroke((14, 1), (19, 14), width=2.8)]


def keyboard(spot: Spot) -> list[Shape]:
    """A keyboard seen from the side; x, y is below its middle."""
    keys = [spot.stroke((x, 2.4), (x + 1, 2.4), width=1.6) for x in (-6, -3, 0, 3, 6)]
    return [spot.stroke((-9, 0.8), (9, 0.8), width=2.2), *keys]


def mouse(spot: Spot) -> list[Shape]:
    """A computer mouse seen from the side; x, y is below its middle."""
    return spot.sheet((-9, 0), (-8, 4), (-2, 6.5), (5, 4.5), (9, 0))


def phone(spot: Spot) -> list[Shape]:
    """A phone; x, y is its middle."""
    return [
        *spot.sheet((-3.2, -6), (-3.2, 6), (3.2, 6), (3.2, -6), fill="paper"),
        spot.stroke((-0.7, -4.4), (0.7, -4.4), width=1.0),
    ]


def paper(spot: Spot) -> list[Shape]:
    """A sheet with writing; x, y is its middle."""
    lines = [spot.stroke((-5, y), (5 - (y < 0) * 3, y), width=1.2) for y in (6, 2, -2, -6)]
    return [*spot.sheet((-8, -11), (-8, 11), (8, 11), (8, -11), fill="paper"), *lines]


def pen(spot: Spot) -> list[Shape]:
    """A pen; x, y is its point."""
    return [spot.stroke((0, 0), (1.6, 3), width=1.2), spot.stroke((1.6, 3), (7, 13), width=2.6)]


def book(spot: Spot) -> list[Shape]:
    """An open book; x, y is the lower end of its spine."""
    sides = [spot.sheet((0, 0), (9 * s, 3), (9 * s, 13), (0, 10), fill="paper") for s in (-1, 1)]
    return [*sides[0], *sides[1]]


def calendar(spot: Spot) -> list[Shape]:
    """A calendar; x, y is its middle."""
    days = [spot.disc((x, y), 1.0, "prop") for y in (2, -3, -8) for x in (-6, -2, 2, 6)]
    return [
        *spot.sheet((-10, -11), (-10, 11), (10, 11), (10, -11), fill="paper"),
        spot.stroke((-10, 7), (10, 7), width=3.0, paint="water"),
        *days,
    ]


def bars(spot: Spot) -> list[Shape]:
    """Bars as high as `values` say (1 is 10 high), on a line; x, y is its left end."""
    values = spot.prop.values
    columns = [
        spot.stroke(
            (4 + 9 * i, 0), (4 + 9 * i, 10 * v), (10 + 9 * i, 10 * v), (10 + 9 * i, 0),
            width=0.8, paint="water", closed=True,
        )
        for i, v in enumerate(values)
    ]  # fmt: skip
    return [*columns, spot.stroke((0, 0), (9 * len(values) + 5, 0), width=2.0)]


KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    "desk": desk,
    "screen": screen,
    "laptop": laptop,
    "keyboard": keyboard,
    "mouse": mouse,
    "phone": phone,
    "paper": paper,
    "pen": pen,
    "book": book,
    "calendar": calendar,
    "bars": bars,
}
