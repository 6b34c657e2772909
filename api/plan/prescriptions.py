"""A client's prescriptions: how they are found, their response schemas and how those are filled."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select

from api.care.plans import WHOLE, AnyPrescription, to_plan
from api.library import Library
from api.plan.items import picture_of
from api.plan.regimens import DoseOut, ScheduleOut, show_schedule
from api.platform.http.etags import etag_of
from api.platform.http.fields import Out
from api.rules.plan.plans import paused_at
from api.tables import Prescription, PrescriptionVersion

# What therapists note for one another.
HIDDEN: dict[str, Any] = {"clearance": None, "max_pain_reason": None, "warnings": []}
Which = Literal["current", "stopped", "all"]


class ClearanceOut(Out):
    """Why it may be done in spite of contraindications, of which, and who first said so."""

    reason: str
    contraindications: list[str]
    given_by: UUID
    given_at: datetime


class PrescriptionOut(Out):
    """A prescription at its newest version; `state` is active, paused or stopped."""

    id: UUID
    client_id: UUID
    version: int
    effective_on: date
    exercise: str
    exercise_version: str
    kind: str
    dose: DoseOut
    schedule: ScheduleOut
    remind: bool
    max_pain: int
    max_pain_reason: str | None
    note: str | None
    clearance: ClearanceOut | None
    state: str
    stopped_at: datetime | None
    stop_reason: str | None
    created_at: datetime
    warnings: list[str]
    etag: str


class ExerciseCard(Out):
    """What a client needs in order to do it; `language` says what was served.

    `factors` are the codes of what it works on that keeps the pain going.
    """

    slug: str
    version: str
    name: str
    kind: str
    picture: str
    language: str
    steps: list[str]
    cues: list[str]
    safe_stop: str
    factors: list[str]


def prescribed_to(client_id: UUID, which: Which = "all") -> Select[Prescription]:
    """Select a client's prescriptions with their versions and pauses."""
    query = select(Prescription).where(Prescription.client_id == client_id).options(*WHOLE)
    is_current = Prescription.stopped_at.is_(None)
    return (
        query if which == "all" else query.where(is_current if which == "current" else ~is_current)
    )


def show_prescription(
    row: AnyPrescription, now: datetime, warnings: list[str] | None = None
) -> PrescriptionOut:
    """Return the response for a prescription that is loaded with its versions and pauses."""
    newest = row.versions[-1]
    bare = PrescriptionOut(
        id=row.id,
        client_id=row.client_id,
        version=newest.number,
        effective_on=newest.effective_on,
        exercise=row.exercise,
        exercise_version=newest.exercise_version,
        kind=row.kind,
        dose=DoseOut.model_validate(newest),
        schedule=show_schedule(newest),
        remind=newest.remind,
        max_pain=newest.max_pain,
        max_pain_reason=newest.max_pain_reason,
        note=newest.note,
        clearance=show_clearance(row.versions),
        state=state_of(row, now),
        stopped_at=row.stopped_at,
        stop_reason=row.stop_reason,
        created_at=row.created_at,
        warnings=warnings or [],
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


def show_to_client(row: AnyPrescription, now: datetime) -> PrescriptionOut:
    """Return the same without what therapists note for one another."""
    return show_prescription(row, now).model_copy(update=HIDDEN)


def show_clearance(versions: Sequence[PrescriptionVersion]) -> ClearanceOut | None:
    """Return the clearance of the last of these versions, and who first gave it and when."""
    given = versions[-1]
    if given.clearance_reason is None:
        return None
    for version in reversed(versions):
        if (version.clearance_reason, version.cleared) != (given.clearance_reason, given.cleared):
            break
        given = version
    return ClearanceOut(
        reason=given.clearance_reason,
        contraindications=given.cleared or [],
        given_by=given.created_by,
        given_at=given.created_at,
    )


def show_exercise(
    row: AnyPrescription, version: PrescriptionVersion, library: Library, language: str
) -> ExerciseCard:
    """Return the item, at the content version that a prescription pins, as the client reads it."""
    return _card(library, row.exercise, version.exercise_version, language)


# What is prescribed is the same for many clients, and the library has a few hundred items.
@lru_cache(maxsize=2048)
def _card(library: Library, slug: str, version: str, language: str) -> ExerciseCard:
    item = library.pinned(slug, version)
    served, text = item.text_for(language)
    return ExerciseCard(
        slug=item.slug,
        version=item.version,
        name=text.name,
        kind=item.kind,
        picture=picture_of(item),
        language=served,
        steps=list(text.steps),
        cues=list(text.cues),
        safe_stop=text.safe_stop,
        factors=list(item.factors),
    )


def state_of(row: AnyPrescription, now: datetime) -> str:
    """Return whether a prescription is active, paused or stopped at an instant."""
    if row.stopped_at is not None and row.stopped_at <= now:
        return "stopped"
    return "paused" if paused_at(to_plan(row), now) else "active"
