"""The panels of a picture: a card for each moment, with its number, at one scale."""

from dataclasses import dataclass

from api.library.pictures.geometry import Point
from api.library.pictures.shapes import LIGHT, Disc, Placement, Shape, Stroke, bounds, number, svg

WIDTH, HEIGHT, GAP, MARGIN, PADDING = 410.0, 200.0, 10.0, 6.0, 16.0
BADGE = 22.0
MOST = 2.6
DIGITS: tuple[tuple[Point, ...], ...] = (
    ((-2.5, 3), (0.5, 5), (0.5, -5)),
    ((-3, 3), (0, 5), (3, 2.5), (-3, -5), (3, -5)),
    ((-3, 4), (0, 5), (2.6, 2.6), (-0.4, 0.4), (2.8, -2.4), (0, -5), (-3, -4)),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Two or three panels beside one another, in the same room."""

    count: int
    box: tuple[float, float, float, float]
    floor: bool

    @property
    def width(self) -> float:
        """Return the width of a panel."""
        return (WIDTH - GAP * (self.count - 1)) / self.count


def panels(moments: list[list[Shape]], floor: bool) -> str:
    """Return the panels of a picture: one for the marks of each moment."""
    layout = Layout(len(moments), bounds(mark for marks in moments for mark in marks), floor)
    return "".join(_panel(layout, marks, i) for i, marks in enumerate(moments))


def _panel(layout: Layout, marks: list[Shape], index: int) -> str:
    x = MARGIN + index * (layout.width + GAP)
    place = _placement(layout, x)
    parts = [_card(x, layout.width)]
    if layout.floor:
        floor = Stroke(((8, 0), (layout.width - 8, 0)), 2, "panel")
        parts.append(svg(floor, Placement(1.0, x, place.floor + 1.2 * place.scale)))
    parts += [svg(mark, place) for mark in marks]
    return "<g>" + "".join(parts) + _badge(x, index) + "</g>"


def _placement(layout: Layout, x: float) -> Placement:
    """Return where the world is in the panel at x: as large as the room allows, in its middle."""
    left, bottom, right, top = layout.box
    across, upright = layout.width - 2 * min(PADDING, layout.width / 13), HEIGHT - 2 * PADDING
    scale = min(across / (right - left), (upright - BADGE / 2) / (top - bottom), MOST)
    middle = x + layout.width / 2 - scale * (left + right) / 2
    return Placement(scale, middle, MARGIN + (HEIGHT + BADGE / 2) / 2 + scale * (bottom + top) / 2)


def _card(x: float, width: float) -> str:
    return (
        f'<rect class="fig-panel fig-paper-fill" x="{number(x)}" y="{number(MARGIN)}" rx="14" '
        f'width="{number(width)}" height="{number(HEIGHT)}" '
        f'fill="{LIGHT["paper"]}" stroke="{LIGHT["panel"]}"/>'
    )


def _badge(x: float, index: int) -> str:
    """Return the number of the panel, drawn with strokes, so that it needs no font."""
    place = Placement(1.0, x + 17, MARGIN + 17)
    return svg(Disc((0, 0), 11, "ink"), place) + svg(Stroke(DIGITS[index], 2.2, "paper"), place)
