"""One moment of an exercise: a body or a close-up, its props, its arrows."""

from dataclasses import dataclass

from api.library.pictures.arrows import Arrow, draw_arrow
from api.library.pictures.bodies import draw
from api.library.pictures.feet import Foot, draw_foot, foot_places
from api.library.pictures.hands import Hand, draw_hand, hand_places
from api.library.pictures.heads import Head, draw_head, head_places
from api.library.pictures.landmarks import Places, landmarks
from api.library.pictures.postures import Body, View
from api.library.pictures.props import Prop, draw_prop
from api.library.pictures.shapes import Shape
from api.library.pictures.skeletons import skeleton


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of an exercise: a body, a close-up or neither, its props, and the movement.

    `view` overrides the view of the pose for this moment.
    """

    body: Body | None = None
    head: Head | None = None
    hands: tuple[Hand, ...] = ()
    feet: tuple[Foot, ...] = ()
    view: View | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()


def draw_frame(frame: Frame, view: View, props: tuple[Prop, ...]) -> list[Shape]:
    """Return the marks of a moment, the farthest first; `props` are those of all moments."""
    view = frame.view or view
    places = _places(frame, view)
    behind: list[Shape] = []
    before: list[Shape] = []
    for prop in (*props, *frame.props):
        farther, nearer = draw_prop(prop, places)
        behind += farther
        before += nearer
    arrows = [mark for arrow in frame.arrows for mark in draw_arrow(arrow, places)]
    return [*behind, *draw_person(frame, view), *before, *arrows]


def draw_person(frame: Frame, view: View, ghost: bool = False) -> list[Shape]:
    """Return the marks of the person alone; a ghost is drawn in one pale tone."""
    view = frame.view or view
    marks = draw(frame.body, view, ghost) if frame.body else []
    for foot in frame.feet:
        marks += draw_foot(foot, ghost)
    if frame.head:
        marks += draw_head(frame.head, view, ghost)
    places = _places(frame, view)
    for hand in frame.hands:
        marks += draw_hand(hand, places, ghost)
    return marks


def _places(frame: Frame, view: View) -> Places:
    """Return all named places of a moment; those of the second hand or foot begin with other_."""
    places = landmarks(skeleton(frame.body, view)) if frame.body else {}
    for prefix, foot in zip(PREFIXES, frame.feet, strict=False):
        places |= {prefix + name: at for name, at in foot_places(foot).items()}
    if frame.head:
        places |= head_places(frame.head, view)
    for prefix, hand in zip(PREFIXES, frame.hands, strict=False):
        places |= {prefix + name: at for name, at in hand_places(hand, places).items()}
    return places


PREFIXES = ("", "other_")
