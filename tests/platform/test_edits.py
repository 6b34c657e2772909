"""What of a PATCH is left once what stands is taken away."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from api.platform.http.edits import Edit, Patch
from api.platform.http.fields import In, Out

ID = UUID("01952d3c-7a10-7000-8000-0000000000ab")


class WindowIn(In):
    """Replaced whole."""

    low: int
    high: int


class WindowOut(Out):
    low: int
    high: int


class PlaceOut(Out):
    room: str
    floor: int


class PlacePatch(Patch):
    shows = PlaceOut

    room: str = ""


class ThingOut(Out):
    id: UUID
    made_at: datetime
    count: int
    share: float
    done: bool
    place: PlaceOut
    window: WindowOut
    etag: str


class ThingPatch(Patch):
    shows = ThingOut

    count: int = 0
    place: PlacePatch = PlacePatch()
    window: WindowIn | None = None


SHOWN = ThingOut(
    id=ID,
    made_at=datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC),
    count=1,
    share=5.0,
    done=True,
    place=PlaceOut(room="A", floor=2),
    window=WindowOut(low=1, high=3),
    etag='"one+two"',
)


def left(**sent: Any) -> dict[str, Any]:
    edit: Edit[ThingPatch] = TypeAdapter(Edit[ThingPatch]).validate_python(sent)
    return edit.of(SHOWN).model_dump(exclude_unset=True)


def refused(**sent: Any) -> list[tuple[Any, str]]:
    with pytest.raises(RequestValidationError) as found:
        left(**sent)
    return [(error["loc"][1:], error["type"]) for error in found.value.errors()]


@pytest.mark.parametrize(
    "sent",
    [
        {"id": str(ID).upper()},
        {"made_at": "2026-03-02T09:00:00.123456Z"},
        {"made_at": "2026-03-02T10:00:00.123456+01:00"},
        {"made_at": "2026-03-02T09:00:00.123Z"},
        {"made_at": "2026-03-02T09:00:00Z"},
        {"share": 5},
        {"etag": '"one"'},
        {"place": {"floor": 2, "room": "A"}},
        {"window": {"high": 3, "low": 1}},
        {"count": 1},
    ],
)
def test_what_means_the_same_is_as_it_stands_however_it_is_written(sent):
    assert left(**sent) == {}


@pytest.mark.parametrize(
    "sent",
    [
        {"id": str(UUID(int=1))},
        {"id": 7},
        {"made_at": "2026-03-02T09:00:00.124Z"},
        {"made_at": "2026-03-02T09:00:01Z"},
        {"made_at": "2026-03-02T09:00:00.123456"},
        {"made_at": "today"},
        {"share": True},
        {"done": 1},
        {"done": None},
        {"etag": '"two"'},
    ],
)
def test_another_value_of_what_is_only_shown_is_refused(sent):
    assert refused(**sent) == [(tuple(sent), "read_only")]


def test_an_edit_in_part_has_only_what_differs():
    assert left(place={"floor": 2, "room": "B"}) == {"place": {"room": "B"}}
    assert refused(place={"floor": 3, "room": "B"}) == [(("place", "floor"), "read_only")]


def test_what_is_replaced_whole_is_kept_whole():
    assert left(window={"low": 1, "high": 4}) == {"window": {"low": 1, "high": 4}}
    assert refused(window={"high": 4}) == [(("window", "low"), "missing")]


def test_all_that_is_wrong_is_told_at_once():
    found = refused(id="x", count="one", colour="red")
    assert found == [
        (("id",), "read_only"),
        (("count",), "int_parsing"),
        (("colour",), "extra_forbidden"),
    ]


def test_what_is_no_object_is_no_edit():
    for sent in ([], "x", 7, None):
        with pytest.raises(ValueError, match="valid dictionary"):
            TypeAdapter(Edit[ThingPatch]).validate_python(sent)
