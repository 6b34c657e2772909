"""A prescription as it is sent and shown."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from api.content import Library
from api.domain.schedules import paused_at
from api.etags import etag_of
from api.models import Prescription, PrescriptionVersion
from api.plans import to_plan
from api.schemas import WEEKDAYS, In, LocalDate, Note, Out, WallTime, Weekday, whole

DEFAULT_WINDOW_MIN = 120
DEFAULT_MAX_PAIN = 5
MOST_TIMES_A_DAY = 12


def _in_order(times: list[time]) -> list[time]:
    if len(set(times)) != len(times):
        raise ValueError("repeated_time")
    return sorted(times)


def _week(days: list[Weekday]) -> list[Weekday]:
    return [day for day in WEEKDAYS if day in days]


Times = Annotated[list[WallTime], Field(max_length=MOST_TIMES_A_DAY), AfterValidator(_in_order)]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_week)]


class DoseIn(In):
    """One time's work; what is left out is the library's."""

    sets: Annotated[int, whole(1, 20)] | None = None
    reps: Annotated[int, whole(1, 200)] | None = None
    hold_s: Annotated[int, whole(0, 600)] | None = None
    duration_min: Annotated[int, whole(1, 240)] | None = None


class ScheduleIn(In):
    """When: local wall times on weekdays of every n-th week, from a date until another."""

    times: Times = []
    weekdays: Weekdays = list(WEEKDAYS)
    interval_weeks: Annotated[int, whole(1, 12)] = 1
    start_on: LocalDate | None = None
    end_on: LocalDate | None = None
    timezone_mode: Literal["floating", "fixed"] = "floating"
    window_min: Annotated[int, whole(5, 720)] = DEFAULT_WINDOW_MIN
    nudges: None = None


class ClearanceIn(In):
    reason: Annotated[Note, Field(min_length=3)]


class DoseOut(Out):
    sets: int | None
    reps: int | None
    hold_s: int | None
    duration_min: int | None


class ScheduleOut(Out):
    times: list[str]
    weekdays: list[str]
    interval_weeks: int
    start_on: date
    end_on: date | None
    timezone_mode: str
    timezone: str | None
    window_min: int


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
    note: str | None
    clearance: str | None
    state: str
    stopped_at: datetime | None
    stop_reason: str | None
    created_at: datetime
    warnings: list[str]
    etag: str


class ExerciseCard(Out):
    """What a client needs in order to do it; `language` says what was served."""

    slug: str
    version: str
    name: str
    kind: str
    picture: str
    language: str
    steps: list[str]
    cues: list[str]
    safe_stop: str


def show_prescription(
    row: Prescription, now: datetime, warnings: list[str] | None = None
) -> PrescriptionOut:
    """Return a prescription, loaded with its versions and pauses, as it is shown."""
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
        schedule=_schedule(newest),
        remind=newest.remind,
        max_pain=newest.max_pain,
        note=newest.note,
        clearance=newest.clearance_reason,
        state=state_of(row, now),
        stopped_at=row.stopped_at,
        stop_reason=row.stop_reason,
        created_at=row.created_at,
        warnings=warnings or [],
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


def show_exercise(
    row: Prescription, version: PrescriptionVersion, library: Library, language: str
) -> ExerciseCard:
    """Return the item that a version of a prescription pins, as the client reads it."""
    item = library.exercise(row.exercise, version.exercise_version)
    assert item is not None, "an item that was prescribed stays in the library for ever"
    served, text = item.text_for(language)
    return ExerciseCard(
        slug=item.slug,
        version=item.version,
        name=text.name,
        kind=item.kind,
        picture=f"/v1/exercises/{item.slug}/picture.svg",
        language=served,
        steps=list(text.steps),
        cues=list(text.cues),
        safe_stop=text.safe_stop,
    )


def state_of(row: Prescription, now: datetime) -> str:
    """Return whether a prescription is active, paused or stopped at an instant."""
    if row.stopped_at is not None and row.stopped_at <= now:
        return "stopped"
    return "paused" if paused_at(to_plan(row), now) else "active"


def _schedule(version: PrescriptionVersion) -> ScheduleOut:
    return ScheduleOut(
        times=version.times,
        weekdays=version.weekdays,
        interval_weeks=version.interval_weeks,
        start_on=version.start_on,
        end_on=version.end_on,
        timezone_mode="floating" if version.fixed_timezone is None else "fixed",
        timezone=version.fixed_timezone,
        window_min=version.window_min,
    )
