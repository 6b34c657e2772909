"""From what a therapist sends to the version that is stored: defaults, merging, what is refused."""

from datetime import date, timedelta
from typing import Any

from pydantic import ConfigDict, Field

from api.content import Exercise
from api.domain.plans import HABIT
from api.domain.reminders import QuietHours, falls_in_quiet
from api.domain.schedules import Version, falls_on
from api.errors import Invalid
from api.models import Client, PrescriptionVersion
from api.plans import to_version
from api.prescriptions import DEFAULT_MAX_PAIN, ClearanceIn, DoseIn, ScheduleIn
from api.schemas import In, LocalDate, Note, Score, Slug

LONGEST_SELF_RELEASE_S = 30
MANY_EXERCISES = 4
# How far from today a plan may be made to begin or change.
FURTHEST = timedelta(days=366)
# A schedule that asks for nothing in all this time is a mistake.
LOOK_AHEAD = timedelta(weeks=13)
DOSE = ("sets", "reps", "hold_s", "duration_min")
SCHEDULE = ("weekdays", "interval_weeks", "start_on", "end_on", "window_min")


class PrescriptionIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "exercise": "chin-tuck",
                    "dose": {"sets": 2, "reps": 8, "hold_s": 5},
                    "schedule": {
                        "times": ["08:30", "18:00"],
                        "weekdays": ["mon", "wed", "fri"],
                        "start_on": "2026-03-02",
                        "end_on": "2026-04-10",
                        "window_min": 90,
                    },
                    "max_pain": 4,
                    "note": "Slowly, and only as far as it is easy.",
                },
                {"exercise": "hydration", "remind": False},
            ]
        }
    )

    exercise: Slug
    dose: DoseIn = DoseIn()
    schedule: ScheduleIn = ScheduleIn()
    remind: bool = Field(default=True, strict=True)
    max_pain: Score = DEFAULT_MAX_PAIN
    note: Note | None = None
    clearance: ClearanceIn | None = None


class PrescriptionPatch(In):
    """Only what is sent changes, from `effective_on` (default: tomorrow where the client is)."""

    effective_on: LocalDate | None = None
    dose: DoseIn = DoseIn()
    schedule: ScheduleIn = ScheduleIn()
    remind: bool = Field(default=True, strict=True)
    max_pain: Score = DEFAULT_MAX_PAIN
    note: Note | None = None
    clearance: ClearanceIn | None = None


def first_version(
    body: PrescriptionIn, item: Exercise, today: date, timezone: str
) -> PrescriptionVersion:
    """Return the version that a new prescription begins with."""
    start_on = body.schedule.start_on or today
    usual: dict[str, Any] = {name: getattr(item.dose, name) for name in DOSE}
    fields = usual | _sent(body, timezone, whole=True) | {"start_on": start_on}
    version = PrescriptionVersion(
        number=1, effective_on=start_on, exercise_version=item.version, **fields
    )
    _require_near({"/schedule/start_on": start_on}, today)
    _require_possible(version, item)
    return version


def next_version(
    newest: PrescriptionVersion, body: PrescriptionPatch, item: Exercise, today: date, timezone: str
) -> PrescriptionVersion:
    """Return the version that follows the newest one; what is over is never rewritten."""
    effective_on = body.effective_on or today + timedelta(days=1)
    if effective_on < today:
        raise Invalid("/effective_on", "in_the_past", "A change cannot begin before today.")
    fields = {name: getattr(newest, name) for name in _carried()}
    version = PrescriptionVersion(
        number=newest.number + 1,
        effective_on=effective_on,
        **{**fields, **_sent(body, timezone, whole=False)},
    )
    begin = body.schedule.start_on  # The one in force may be years ago.
    _require_near({"/schedule/start_on": begin, "/effective_on": effective_on}, today)
    _require_possible(version, item)
    return version


def warnings_of(
    version: PrescriptionVersion, item: Exercise, client: Client, concurrent: int
) -> list[str]:
    """Return what the therapist should know; none of it forbids the prescription."""
    quiet = client.quiet_from is not None and client.quiet_to is not None
    hours = QuietHours(client.quiet_from, client.quiet_to) if quiet else None  # type: ignore[arg-type]
    times = to_version(version).schedule.times
    found = {
        "quiet_hours": hours is not None and any(falls_in_quiet(at, hours) for at in times),
        "four_or_more_exercises": item.kind != HABIT and concurrent >= MANY_EXERCISES,
        "draft_item": item.review_state == "draft",
    }
    return [code for code, holds in found.items() if holds]


def _carried() -> tuple[str, ...]:
    rest = ("times", "fixed_timezone", "remind", "max_pain", "note", "clearance_reason")
    return (*DOSE, *SCHEDULE, *rest, "exercise_version")


def _sent(
    body: PrescriptionIn | PrescriptionPatch, timezone: str, *, whole: bool
) -> dict[str, Any]:
    """Return the columns that the caller sent; for a whole prescription also the defaults."""
    schedule, only_sent = body.schedule, not whole
    fields = body.dose.model_dump(exclude_unset=True)
    fields |= schedule.model_dump(include=set(SCHEDULE), exclude_unset=only_sent)
    if fields.get("start_on") is None:
        fields.pop("start_on", None)
    if whole or "times" in schedule.model_fields_set:
        fields["times"] = [f"{at:%H:%M}" for at in schedule.times]
    if whole or "timezone_mode" in schedule.model_fields_set:
        fields["fixed_timezone"] = timezone if schedule.timezone_mode == "fixed" else None
    fields |= body.model_dump(include={"remind", "max_pain", "note"}, exclude_unset=only_sent)
    if whole or "clearance" in body.model_fields_set:
        fields["clearance_reason"] = body.clearance.reason if body.clearance else None
    return fields


def _require_near(days: dict[str, date | None], today: date) -> None:
    for pointer, day in days.items():
        if day is not None and abs(day - today) > FURTHEST:
            raise Invalid(pointer, "too_far_from_today")


def _require_possible(version: PrescriptionVersion, item: Exercise) -> None:
    """Refuse what cannot be carried out, naming the field."""
    if item.kind != HABIT and not version.times:
        raise Invalid("/schedule/times", "required", "An exercise needs a time of day.")
    if item.kind == "self_release" and (version.hold_s or 0) > LONGEST_SELF_RELEASE_S:
        raise Invalid("/dose/hold_s", "self_release_hold", "Self-release holds at most 30 s.")
    if version.end_on is not None and version.end_on < version.start_on:
        raise Invalid("/schedule/end_on", "before_start")
    if not _falls_on_any(to_version(version), version.effective_on):
        raise Invalid("/schedule/weekdays", "never_due", "No date of this plan has a slot.")


def _falls_on_any(version: Version, from_on: date) -> bool:
    first = max(from_on, version.schedule.start_on)
    return any(
        falls_on(version.schedule, first + timedelta(days=day)) for day in range(LOOK_AHEAD.days)
    )
