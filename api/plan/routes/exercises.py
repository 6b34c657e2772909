"""/v1/exercises: the library, to be searched and read; and the vocabulary of all codes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.access.deps import Content, Language, Me
from api.library import Exercise
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import Code, Out, Slug, Text

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["library"])
Words = Annotated[Text, StringConstraints(max_length=100)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class UsualDose(Out):
    """The library's usual dose: per time, and how often."""

    sets: int | None
    reps: int | None
    hold_s: int | None
    duration_min: int | None
    per_day: int | None
    days_per_week: int | None
    tempo: str | None


class EvidenceOut(Out):
    citation: str
    url: str | None
    certainty: str
    population: str | None
    dose_match: str | None


class ExerciseRow(Out):
    slug: str
    version: str
    review_state: str
    kind: str
    name: str
    language: str
    regions: list[str]
    picture: str


class ExerciseList(Out):
    """Every item that matches; the library is small, so it comes in one page."""

    items: list[ExerciseRow]
    next_cursor: str | None


class ExerciseOut(ExerciseRow):
    why: str
    steps: list[str]
    cues: list[str]
    easier: str
    harder: str
    safe_stop: str
    targets: list[str]
    root_causes: list[str]
    factors: list[str]
    conditions: list[str]
    dose: UsualDose
    max_pain: int
    equipment: list[str]
    contraindications: list[str]
    stop_codes: list[str]
    evidence: list[EvidenceOut]


class VocabularyOut(Out):
    """Every code this API uses, with its text in the language served."""

    language: str
    groups: dict[str, list[dict[str, Any]]]


@router.get("/exercises", operation_id="list_exercises", response_model=ExerciseList)
async def list_exercises(
    _: Me,
    library: Content,
    language: Language,
    region: Annotated[Code | None, Query()] = None,
    condition: Annotated[Code | None, Query()] = None,
    kind: Annotated[Code | None, Query()] = None,
    root_cause: Annotated[Code | None, Query()] = None,
    factor: Annotated[Code | None, Query()] = None,
    q: Annotated[Words | None, Query()] = None,
) -> ExerciseList:
    """Search the library; every filter given must match."""
    found = library.search(
        region=region, condition=condition, kind=kind, root_cause=root_cause, factor=factor, q=q
    )
    rows = [ExerciseRow(**_row(item, language)) for item in found]
    return ExerciseList(items=rows, next_cursor=None)


@router.get("/exercises/{slug}", operation_id="get_exercise", response_model=ExerciseOut)
async def get_exercise(
    slug: Slug,
    _: Me,
    library: Content,
    language: Language,
    version: Annotated[Version | None, Query()] = None,
) -> ExerciseOut:
    """Read one item, its newest version unless an older one is asked for."""
    item = library.exercise(slug, version)
    if item is None:
        raise NotFound
    _language, text = item.text_for(language)
    return ExerciseOut(
        **_row(item, language),
        **text.model_dump(exclude={"name"}),
        **item.model_dump(
            include={
                "targets",
                "root_causes",
                "factors",
                "conditions",
                "dose",
                "max_pain",
                "equipment",
                "contraindications",
                "stop_codes",
                "evidence",
            }
        ),
    )


@router.get(
    "/exercises/{slug}/picture.svg",
    operation_id="get_exercise_picture",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
async def get_exercise_picture(slug: Slug, _: Me, library: Content, language: Language) -> Response:
    """Read an item's picture: start and end position, with its description inside."""
    item = library.exercise(slug)
    if item is None:
        raise NotFound
    return Response(item.picture(language), media_type="image/svg+xml")


@router.get("/vocabulary", operation_id="get_vocabulary", response_model=VocabularyOut)
async def get_vocabulary(_: Me, library: Content, language: Language) -> dict[str, Any]:
    """Read all codes with their texts."""
    return library.vocabulary(language).as_dict()


def _row(item: Exercise, language: str) -> dict[str, Any]:
    served, text = item.text_for(language)
    return {
        "slug": item.slug,
        "version": item.version,
        "review_state": item.review_state,
        "kind": item.kind,
        "name": text.name,
        "language": served,
        "regions": list(item.regions),
        "picture": f"/v1/exercises/{item.slug}/picture.svg",
    }
