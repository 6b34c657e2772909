"""Drawing a picture: the moments of an exercise, from its start to its end."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from api.library.pictures.frames import Frame, draw_frame, draw_ghost
from api.library.pictures.panels import HEIGHT, MARGIN, WIDTH, panels
from api.library.pictures.postures import View
from api.library.pictures.props import Prop
from api.library.pictures.shapes import Shape, number, style


@dataclass(frozen=True, slots=True)
class Pose:
    """What a picture shows: two or three moments in one view, and the props that are in all.

    With `ghost` each further panel also shows the moment before it in a pale tone. `floor` draws
    the floor; left out, it is drawn unless a moment shows a head or a hand close up.
    """

    start: Frame
    end: Frame
    middle: Frame | None = None
    view: View = "side"
    props: tuple[Prop, ...] = ()
    floor: bool | None = None
    ghost: bool = True

    @property
    def moments(self) -> tuple[Frame, ...]:
        """Return the moments in their order."""
        return tuple(frame for frame in (self.start, self.middle, self.end) if frame)


def render(pose: Pose, title: str, description: str) -> str:
    """Return the picture as SVG text; title and description are its text alternative.

    Raises ValueError for a posture that the view does not know, or a place that is not there.
    """
    drawn = [
        [*_ghost(pose, index), *draw_frame(frame, pose.view, pose.props)]
        for index, frame in enumerate(pose.moments)
    ]
    width, height = 2 * MARGIN + WIDTH, 2 * MARGIN + HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {number(width)} '
        f'{number(height)}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{_text(title)}</title><desc>{_text(description)}</desc>{style()}"
        f"{panels(drawn, _has_floor(pose))}</svg>\n"
    )


def _text(value: str) -> str:
    """Return text escaped for XML, without control characters."""
    return escape("".join(c if c.isprintable() else " " for c in value))


def _ghost(pose: Pose, index: int) -> list[Shape]:
    """Return the moment before this one as a ghost, where both show a person."""
    if not pose.ghost or index == 0:
        return []
    before, now = pose.moments[index - 1], pose.moments[index]
    return draw_ghost(before, pose.view) if now.has_person else []


def _has_floor(pose: Pose) -> bool:
    if pose.floor is not None:
        return pose.floor
    return not any(frame.head or frame.hands for frame in pose.moments)
