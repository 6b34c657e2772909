"""Drawing a picture: two panels, start and end of the exercise, at one scale."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

from api.library.pictures.bodies import draw
from api.library.pictures.postures import Body, View
from api.library.pictures.props import Prop, draw_prop
from api.library.pictures.shapes import (
    LIGHT,
    Disc,
    Placement,
    Point,
    Shape,
    Stroke,
    bounds,
    curve,
    number,
    style,
    svg,
)

PANEL, GAP, MARGIN, PADDING = 200.0, 10.0, 6.0, 16.0
BADGE = 22.0
MOST = 2.6


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow of a movement; `bend` curves it to its left, as a share of its length."""

    start: Point
    end: Point
    bend: float = 0.0
    both: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of an exercise: a body or none, its props, and the movement.

    `view` overrides the view of the pose for this moment.
    """

    body: Body | None = None
    view: View | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()


@dataclass(frozen=True, slots=True)
class Pose:
    """What a picture shows: two moments in one view, and the props that are in both.

    With `ghost` the second panel also shows the start in a pale tone; `floor` draws the floor.
    """

    start: Frame
    end: Frame
    view: View = "side"
    props: tuple[Prop, ...] = ()
    floor: bool = True
    ghost: bool = True


def render(pose: Pose, title: str, description: str) -> str:
    """Return the picture as SVG text; title and description are its text alternative.

    Raises ValueError for a posture that the view does not know.
    """
    start, end = _marks(pose, pose.start), [*_ghost(pose), *_marks(pose, pose.end)]
    box = bounds([*start, *end])
    panels = [
        _panel(pose, marks, box, MARGIN + i * (PANEL + GAP), i + 1)
        for i, marks in enumerate((start, end))
    ]
    width, height = 2 * MARGIN + 2 * PANEL + GAP, 2 * MARGIN + PANEL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {number(width)} '
        f'{number(height)}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{_text(title)}</title><desc>{_text(description)}</desc>{style()}"
        f"{''.join(panels)}</svg>\n"
    )


def _text(value: str) -> str:
    """Return text escaped for XML, without control characters."""
    return escape("".join(c if c.isprintable() else " " for c in value))


def _ghost(pose: Pose) -> list[Shape]:
    if not (pose.ghost and pose.start.body and pose.end.body):
        return []
    return draw(pose.start.body, pose.start.view or pose.view, ghost=True)


def _marks(pose: Pose, frame: Frame) -> list[Shape]:
    things = [mark for prop in (*pose.props, *frame.props) for mark in draw_prop(prop)]
    behind = [m for m in things if m.paint != "accent"]
    before = [m for m in things if m.paint == "accent"]
    body = draw(frame.body, frame.view or pose.view) if frame.body else []
    return [*behind, *body, *before, *(m for arrow in frame.arrows for m in _arrow(arrow))]


def _arrow(arrow: Arrow) -> list[Shape]:
    (x1, y1), (x2, y2) = arrow.start, arrow.end
    middle = (x1 + x2) / 2 - (y2 - y1) * arrow.bend, (y1 + y2) / 2 + (x2 - x1) * arrow.bend
    line = curve(arrow.start, middle, arrow.end)
    tips = [_tip(line[-3], line[-1])]
    if arrow.both:
        tips.append(_tip(line[2], line[0]))
    return [Stroke(line, 2.2, "accent", halo=True), *tips]


def _tip(before: Point, end: Point) -> Stroke:
    angle = math.atan2(end[1] - before[1], end[0] - before[0])
    wings = [
        (end[0] - 5 * math.cos(angle + turn), end[1] - 5 * math.sin(angle + turn))
        for turn in (0.5, -0.5)
    ]
    return Stroke((wings[0], end, wings[1]), 2.0, "accent", closed=True)


def _panel(
    pose: Pose, marks: list[Shape], box: tuple[float, float, float, float], x: float, count: int
) -> str:
    left, bottom, right, top = box
    room = PANEL - 2 * PADDING
    scale = min(room / (right - left), (room - BADGE / 2) / (top - bottom), MOST)
    middle = x + PANEL / 2 - scale * (left + right) / 2
    base = MARGIN + (PANEL + BADGE / 2) / 2 + scale * (bottom + top) / 2
    place = Placement(scale, middle, base)
    parts = [_card(x)]
    if pose.floor:
        floor = Stroke(((8, 0), (PANEL - 8, 0)), 2, "panel")
        parts.append(svg(floor, Placement(1.0, x, base + 1.2 * scale)))
    parts += [svg(mark, place) for mark in marks]
    return "<g>" + "".join(parts) + _badge(x, count) + "</g>"


def _card(x: float) -> str:
    return (
        f'<rect class="fig-panel fig-paper-fill" x="{number(x)}" y="{number(MARGIN)}" rx="14" '
        f'width="{number(PANEL)}" height="{number(PANEL)}" '
        f'fill="{LIGHT["paper"]}" stroke="{LIGHT["panel"]}"/>'
    )


def _badge(x: float, count: int) -> str:
    """Return the number of the panel, drawn with strokes, so that it needs no font."""
    digits: dict[int, tuple[Point, ...]] = {
        1: ((-2.5, 3), (0.5, 5), (0.5, -5)),
        2: ((-3, 3), (0, 5), (3, 2.5), (-3, -5), (3, -5)),
    }
    place = Placement(1.0, x + 17, MARGIN + 17)
    return svg(Disc((0, 0), 11, "ink"), place) + svg(Stroke(digits[count], 2.2, "paper"), place)
