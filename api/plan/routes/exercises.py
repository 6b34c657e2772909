"""/v1/exercises: the library, to be searched and read; and the vocabulary of all codes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.access.deps import Content, Language, Me
from api.library import Exercise, Library
from api.plan.items import ExerciseList, ExerciseOut, show_found, show_item
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import Code, Out, Slug, Text

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["library"])
Words = Annotated[Text, StringConstraints(max_length=100)]
Filter = Annotated[Code | None, Query()]
Version = Annotated[
    Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")] | None,
    Query(description="An older version, such as a prescription pins."),
]
SEARCHED = "Words in any language of the library: in any form, begun, or with one letter wrong."


class VocabularyOut(Out):
    """Every code this API uses, with its text in the language served."""

    language: str
    groups: dict[str, list[dict[str, Any]]]


@router.get("/exercises", operation_id="list_exercises", response_model=ExerciseList)
async def list_exercises(
    _: Me,
    library: Content,
    language: Language,
    region: Filter = None,
    condition: Filter = None,
    kind: Filter = None,
    root_cause: Filter = None,
    factor: Filter = None,
    equipment: Filter = None,
    position: Filter = None,
    level: Filter = None,
    q: Annotated[Words | None, Query(description=SEARCHED)] = None,
) -> ExerciseList:
    """Search the library; every filter given must match, and every word."""
    filters = {
        "region": region,
        "condition": condition,
        "kind": kind,
        "root_cause": root_cause,
        "factor": factor,
        "equipment": equipment,
        "position": position,
        "level": level,
    }
    return show_found(library, library.shelf.search(q, filters), language)


@router.get("/exercises/{slug}", operation_id="get_exercise", response_model=ExerciseOut)
async def get_exercise(
    slug: Slug, _: Me, library: Content, language: Language, version: Version = None
) -> ExerciseOut:
    """Read one item, its newest version unless an older one is asked for."""
    return show_item(_item(library, slug, version), language)


@router.get(
    "/exercises/{slug}/picture.svg",
    operation_id="get_exercise_picture",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
async def get_exercise_picture(
    slug: Slug, _: Me, library: Content, language: Language, version: Version = None
) -> Response:
    """Read an item's picture: start and end position, with its description inside."""
    picture = _item(library, slug, version).picture(language)
    return Response(picture, media_type="image/svg+xml")


@router.get("/vocabulary", operation_id="get_vocabulary", response_model=VocabularyOut)
async def get_vocabulary(_: Me, library: Content, language: Language) -> dict[str, Any]:
    """Read all codes with their texts."""
    return library.vocabulary(language).as_dict()


def _item(library: Library, slug: str, version: str | None) -> Exercise:
    item = library.exercise(slug, version)
    if item is None:
        raise NotFound
    return item
