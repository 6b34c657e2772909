"""The marks of a picture (strokes and discs), and how each is written as SVG."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from api.library.pictures.geometry import Point, add, polar, towards, turned

Paint = Literal["ink", "far", "ghost", "prop", "water", "accent", "paper", "panel"]

# The light colours are attributes, so that viewers without style sheets still show the picture.
LIGHT: dict[Paint, str] = {
    "ink": "#1f3b57",
    "far": "#8fa6ba",
    "ghost": "#d5dfe8",
    "prop": "#7b8794",
    "water": "#3b82c4",
    "accent": "#d9480f",
    "paper": "#f7f9fb",
    "panel": "#cfd8e0",
}
DARK: dict[Paint, str] = {
    "ink": "#e3edf6",
    "far": "#6b849b",
    "ghost": "#2c3b4a",
    "prop": "#93a1ae",
    "water": "#6ab0ec",
    "accent": "#ff9a52",
    "paper": "#15202b",
    "panel": "#33424f",
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points with round ends; `closed` fills it, `halo` outlines it."""

    points: tuple[Point, ...]
    width: float
    paint: Paint
    halo: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle; `width` 0 fills it, any other width draws its rim alone."""

    centre: Point
    radius: float
    paint: Paint
    width: float = 0.0
    halo: bool = False


Shape = Stroke | Disc


@dataclass(frozen=True, slots=True)
class Placement:
    """Maps points of the world (y up, floor at 0) to the page (y down)."""

    scale: float
    left: float
    floor: float

    def point(self, at: Point) -> Point:
        """Return the point of the page for a point of the world."""
        return self.left + at[0] * self.scale, self.floor - at[1] * self.scale


def tapered(points: tuple[Point, ...], radii: tuple[float, ...], paint: Paint) -> list[Shape]:
    """Return a limb: a disc at each point, and bands that join the rims of neighbouring discs."""
    shapes: list[Shape] = [Disc(p, r, paint) for p, r in zip(points, radii, strict=True)]
    for i, (a, b) in enumerate(pairwise(points)):
        across = towards(a, b) + 90
        rim = (
            add(a, polar(across, radii[i])),
            add(b, polar(across, radii[i + 1])),
            add(b, polar(across, -radii[i + 1])),
            add(a, polar(across, -radii[i])),
        )
        shapes.append(Stroke(rim, 0.0, paint, closed=True))
    return shapes


def edged(
    points: tuple[Point, ...], radii: tuple[float, ...], paint: Paint, edge: float = 1.0
) -> list[Shape]:
    """Return a limb that an edge of paper sets off from what is behind it; a ghost has none."""
    rim = [] if paint == "ghost" else tapered(points, tuple(r + edge for r in radii), "paper")
    return [*rim, *tapered(points, radii, paint)]


def moved(shapes: Iterable[Shape], by: Point, turn: float = 0.0, size: float = 1.0) -> list[Shape]:
    """Return marks scaled and turned around the origin, then shifted."""

    def at(point: Point) -> Point:
        x, y = turned(point, turn)
        return by[0] + x * size, by[1] + y * size

    return [
        replace(shape, points=tuple(at(p) for p in shape.points), width=shape.width * size)
        if isinstance(shape, Stroke)
        else replace(
            shape, centre=at(shape.centre), radius=shape.radius * size, width=shape.width * size
        )
        for shape in shapes
    ]


def mirrored(shapes: Iterable[Shape]) -> list[Shape]:
    """Return marks with left and right exchanged."""
    return [
        replace(shape, points=tuple((-x, y) for x, y in shape.points))
        if isinstance(shape, Stroke)
        else replace(shape, centre=(-shape.centre[0], shape.centre[1]))
        for shape in shapes
    ]


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Return (left, bottom, right, top) of the marks, with their thickness."""
    xs: list[float] = []
    ys: list[float] = []
    for shape in shapes:
        points = shape.points if isinstance(shape, Stroke) else (shape.centre,)
        reach = shape.width / 2 + (shape.radius if isinstance(shape, Disc) else 0.0)
        xs += [x + sign * reach for x, _ in points for sign in (-1, 1)]
        ys += [y + sign * reach for _, y in points for sign in (-1, 1)]
    return min(xs), min(ys), max(xs), max(ys)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, and never -0."""
    return f"{round(value, 1) + 0.0:g}"


def svg(shape: Shape, place: Placement) -> str:
    """Return the SVG element(s) of one mark."""
    if isinstance(shape, Disc):
        return _disc(shape, place)
    points = " ".join(f"{number(x)},{number(y)}" for x, y in (place.point(p) for p in shape.points))
    width = shape.width * place.scale
    halo = _line("paper", points, width + 3, shape.closed) if shape.halo else ""
    return halo + _line(shape.paint, points, width, shape.closed)


def _line(paint: Paint, points: str, width: float, closed: bool) -> str:
    fill = f' fill="{LIGHT[paint]}"' if closed else ""
    stroke = f' stroke="{LIGHT[paint]}" stroke-width="{number(width)}"' if width else ""
    kinds = [f"fig-{paint}"] * bool(width) + [f"fig-{paint}-fill"] * closed
    tag = "polygon" if closed else "polyline"
    return f'<{tag} class="{" ".join(kinds)}"{stroke}{fill} points="{points}"/>'


def _disc(disc: Disc, place: Placement) -> str:
    (x, y), radius = place.point(disc.centre), disc.radius * place.scale
    at = f'cx="{number(x)}" cy="{number(y)}"'
    if disc.width:
        rim = f'stroke="{LIGHT[disc.paint]}" stroke-width="{number(disc.width * place.scale)}"'
        return f'<circle class="fig-{disc.paint}" {rim} {at} r="{number(radius)}"/>'
    halo = ""
    if disc.halo:
        fill = f'class="fig-paper-fill" fill="{LIGHT["paper"]}"'
        halo = f'<circle {fill} {at} r="{number(radius + 1.5)}"/>'
    fill = f'class="fig-{disc.paint}-fill" fill="{LIGHT[disc.paint]}"'
    return f'{halo}<circle {fill} {at} r="{number(radius)}"/>'


def style() -> str:
    """Return the style rules that recolour a picture in dark mode."""
    rules = "".join(
        f".fig-{paint}{{stroke:{colour}}}.fig-{paint}-fill{{fill:{colour}}}"
        for paint, colour in DARK.items()
    )
    return f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
