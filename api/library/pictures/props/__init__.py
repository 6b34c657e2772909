"""Props around a person (wall, chair, mat, ball, ...): each is drawn with a few marks."""

from collections.abc import Callable

from api.library.pictures.landmarks import Places
from api.library.pictures.props import desks, outdoors, rooms, signs, tables, tools, wearables
from api.library.pictures.props.prop import Prop, PropKind, Spot, place
from api.library.pictures.shapes import Shape

__all__ = ["FRONT", "KINDS", "Prop", "PropKind", "draw_prop"]

KINDS: dict[PropKind, Callable[[Spot], list[Shape]]] = {
    **rooms.KINDS,
    **desks.KINDS,
    **tables.KINDS,
    **tools.KINDS,
    **wearables.KINDS,
    **outdoors.KINDS,
    **signs.KINDS,
}
# What is held, worn or points something out is drawn before the person.
FRONT: frozenset[PropKind] = frozenset(
    {*tools.HELD, *wearables.KINDS, *signs.KINDS, "phone", "cup", "fruit", "pen", "paper", "book"}
)


def draw_prop(prop: Prop, places: Places) -> tuple[list[Shape], list[Shape]]:
    """Return the marks of a prop behind the person, and those before it.

    Raises ValueError for a place that the picture does not have.
    """
    marks = KINDS[prop.kind](place(prop, places))
    if prop.front is not None or prop.kind in FRONT:
        return ([], marks) if prop.front is not False else (marks, [])
    # What is accented stands before the person even where the rest stands behind.
    behind = [mark for mark in marks if mark.paint != "accent"]
    return behind, [mark for mark in marks if mark.paint == "accent"]
