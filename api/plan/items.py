"""An item of the library as it is shown: its row in a list, and all that its file holds."""

from datetime import date
from functools import lru_cache
from typing import Any

from api.library import FILTERS, Exercise, Found, Library
from api.library.exercises import Evidence
from api.platform.http.fields import Out

# What is shown of an item as its file has it.
AS_IN_THE_FILE = {
    "slug", "version", "review_state", "kind", "regions", "position", "level", "equipment",
}  # fmt: skip
AS_IN_THE_WHOLE_FILE = AS_IN_THE_FILE | {
    "reviewer", "reviewed_on", "sides", "root_causes", "factors", "conditions", "dose", "max_pain",
    "contraindications", "stop_codes", "harmless",
}  # fmt: skip


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


class MediaOut(Out):
    """A picture; `alt` says in words what it shows, in the language served."""

    file: str
    alt: str
    licence: str


class ExerciseRow(Out):
    slug: str
    version: str
    review_state: str
    kind: str
    name: str
    language: str
    regions: list[str]
    position: str
    level: str
    equipment: list[str]
    picture: str


class CodeCount(Out):
    code: str
    count: int


class Facets(Out):
    """What each filter would find besides the words and the other filters: codes, with counts."""

    region: list[CodeCount]
    condition: list[CodeCount]
    kind: list[CodeCount]
    root_cause: list[CodeCount]
    factor: list[CodeCount]
    equipment: list[CodeCount]
    position: list[CodeCount]
    level: list[CodeCount]


class ExerciseList(Out):
    """Every item that matches, the best first; the library is small, so it comes in one page."""

    items: list[ExerciseRow]
    facets: Facets
    next_cursor: str | None


class ExerciseOut(ExerciseRow):
    """All that the library holds of an item; `harmless` goes on after a red flag."""

    reviewer: str | None
    reviewed_on: date | None
    why: str
    steps: list[str]
    cues: list[str]
    easier: str
    harder: str
    safe_stop: str
    sides: str
    targets: list[str]
    root_causes: list[str]
    factors: list[str]
    conditions: list[str]
    dose: UsualDose
    max_pain: int
    contraindications: list[str]
    stop_codes: list[str]
    harmless: bool
    media: list[MediaOut]
    evidence: list[EvidenceOut]


def picture_of(item: Exercise) -> str:
    """Return where the picture of an item at its version is."""
    return f"/v1/exercises/{item.slug}/picture.svg?version={item.version}"


def show_found(library: Library, found: Found, language: str) -> ExerciseList:
    """Return what a search found, in the best language there is of each item."""
    return ExerciseList(
        items=[_shown(library, item.slug, item.version, language) for item in found.items],
        facets=Facets(**{name: _counted(found.facets[name]) for name in FILTERS}),
        next_cursor=None,
    )


def show_item(item: Exercise, language: str) -> ExerciseOut:
    """Return all of an item, in the best language there is of it."""
    served, text = item.text_for(language)
    media = [
        MediaOut(file=each.file, alt=each.alt[served], licence=each.licence) for each in item.media
    ]
    return ExerciseOut(
        **_row(item, language),
        **text.model_dump(exclude={"name"}),
        **item.model_dump(include=AS_IN_THE_WHOLE_FILE - AS_IN_THE_FILE),
        targets=[item.said(each, served) for each in item.targets],
        media=media,
        evidence=[_cited(item, each, served) for each in item.evidence],
    )


def _cited(item: Exercise, evidence: Evidence, language: str) -> EvidenceOut:
    return EvidenceOut(
        citation=item.said(evidence.citation, language),
        url=evidence.url,
        certainty=evidence.certainty,
        population=item.said(evidence.population, language),
        dose_match=evidence.dose_match,
    )


# Whoever looks for an item is shown many.
@lru_cache(maxsize=2048)
def _shown(library: Library, slug: str, version: str, language: str) -> ExerciseRow:
    return ExerciseRow(**_row(library.pinned(slug, version), language))


def _row(item: Exercise, language: str) -> dict[str, Any]:
    served, text = item.text_for(language)
    shown = {name: getattr(item, name) for name in AS_IN_THE_FILE}
    return shown | {"name": text.name, "language": served, "picture": picture_of(item)}


def _counted(counts: dict[str, int]) -> list[CodeCount]:
    return [CodeCount(code=code, count=count) for code, count in counts.items()]
