"""One moment of an exercise: a body or a close-up, its props, its arrows."""

from dataclasses import dataclass

from api.library.pictures.arrows import Arrow, draw_arrow
from api.library.pictures.bodies import draw_body
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

    @property
    def has_person(self) -> bool:
        """Tell whether anything of a person is in it."""
        return bool(self.body or self.head or self.hands or self.feet)


def draw_frame(frame: Frame, view: View, props: tuple[Prop, ...]) -> list[Shape]:
    """Return the marks of a moment, the farthest first; `props` are those of all moments."""
    person, places = _person(frame, frame.view or view)
    behind: list[Shape] = []
    before: list[Shape] = []
    for prop in (*props, *frame.props):
        farther, nearer = draw_prop(prop, places)
        behind += farther
        before += nearer
    arrows = [mark for arrow in frame.arrows for mark in draw_arrow(arrow, places)]
    return [*behind, *person, *before, *arrows]


def draw_ghost(frame: Frame, view: View) -> list[Shape]:
    """Return the person of a moment in one pale tone."""
    return _person(frame, frame.view or view, ghost=True)[0]


def _person(frame: Frame, view: View, ghost: bool = False) -> tuple[list[Shape], Places]:
    """Return the marks of the person, and all its named places.

    Those of the second hand or foot begin with other_.
    """
    marks: list[Shape] = []
    places: Places = {}
    if frame.body:
        bones = skeleton(frame.body, view)
        marks += draw_body(frame.body, bones, ghost)
        places |= landmarks(bones)
    for index, foot in enumerate(frame.feet):
        marks += draw_foot(foot, ghost)
        places |= _named(index, foot_places(foot))
    if frame.head:
        marks += draw_head(frame.head, view, ghost)
        places |= head_places(frame.head, view)
    of_hands: Places = {}
    for index, hand in enumerate(frame.hands):
        marks += draw_hand(hand, places | of_hands, ghost)
        of_hands |= _named(index, hand_places(hand, places | of_hands))
    return marks, places | of_hands


def _named(index: int, places: Places) -> Places:
    """Return the places of one of several hands or feet: those after the second have no names."""
    prefixes = ("", "other_")
    return {prefixes[index] + name: at for name, at in places.items()} if index < 2 else {}
