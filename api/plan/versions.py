"""Turning a therapist's request into the version to store: defaults, and merging of edits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from api.library import Exercise
from api.library.exercises import DOSE
from api.plan.clearances import conflicts, require_cleared
from api.plan.limits import require_near, require_possible
from api.plan.prescriptions import ClearanceOut, PrescriptionOut
from api.plan.regimens import DoseIn, DosePatch, ScheduleIn, SchedulePatch
from api.platform.http.edits import Patch
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, LocalDate, Note, Score, Slug
from api.tables import PrescriptionVersion

DEFAULT_MAX_PAIN = 5
SCHEDULE = ("weekdays", "interval_weeks", "start_on", "end_on", "window_min")
NUDGES = ("nudges_per_day", "nudges_from", "nudges_to")
CLEARANCE = ("clearance_reason", "cleared")
PLAIN = ("remind", "max_pain", "max_pain_reason", "note")
# The columns that an edit takes over from the version before.
CARRIED = (*DOSE, *SCHEDULE, *NUDGES, *CLEARANCE, *PLAIN, "times", "fixed_timezone")


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


Reason = Annotated[Note, BeforeValidator(_stripped), Field(min_length=3)]


class ClearanceIn(In):
    """Why the item may be done in spite of what the client disclosed."""

    reason: Reason


class PrescriptionIn(In):
    """`max_pain`: more pain than this after it stops the exercise; above 5 give a reason for it."""

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
                    "clearance": {"reason": "Her surgeon agrees, letter of 20 February."},
                },
                {
                    "exercise": "hydration",
                    "schedule": {"nudges": {"per_day": 3, "between": ["09:00", "17:00"]}},
                },
            ]
        }
    )

    exercise: Slug
    dose: DoseIn = DoseIn()
    schedule: ScheduleIn = ScheduleIn()
    remind: bool = Field(default=True, strict=True)
    max_pain: Score = DEFAULT_MAX_PAIN
    max_pain_reason: Reason | None = None
    note: Note | None = None
    clearance: ClearanceIn | None = None


class ClearancePatch(Patch, ClearanceIn):
    """A new reason clears every contraindication of the item as of now; null ends the clearance."""

    shows = ClearanceOut


class PrescriptionPatch(Patch):
    """Only what is sent changes, from `effective_on` (default: tomorrow where the client is).

    What would change nothing makes no version. A new `max_pain` drops the old reason.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"effective_on": "2026-03-09", "dose": {"sets": 3}, "note": "Three sets now."},
                {
                    "schedule": {
                        "times": [],
                        "nudges": {"per_day": 2, "between": ["09:00", "12:00"]},
                    }
                },
            ]
        }
    )

    shows = PrescriptionOut
    # They are about this edit: in a later one the same words are said again.
    asked_anew = frozenset({"effective_on", "max_pain_reason"})

    effective_on: LocalDate | None = None
    dose: DosePatch = DosePatch()
    schedule: SchedulePatch = SchedulePatch()
    remind: bool = Field(default=True, strict=True)
    max_pain: Score = DEFAULT_MAX_PAIN
    max_pain_reason: Reason | None = None
    note: Note | None = None
    clearance: ClearancePatch | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a version depends on besides the request: the item, the client's codes, zone, today."""

    item: Exercise
    contraindications: frozenset[str]
    timezone: str
    today: date


def first_draft(body: PrescriptionIn, on: Setting) -> PrescriptionVersion:
    """Return the first version of a new prescription as it is asked for, possible or not."""
    start_on = body.schedule.start_on or on.today
    usual: dict[str, Any] = {name: getattr(on.item.dose, name) for name in DOSE}
    fields = usual | _sent(body, on, whole=True) | {"start_on": start_on}
    return PrescriptionVersion(
        number=1, effective_on=start_on, exercise_version=on.item.version, **fields
    )


def first_version(body: PrescriptionIn, on: Setting) -> PrescriptionVersion:
    """Return the first version of a new prescription."""
    version = first_draft(body, on)
    require_near({"/schedule/start_on": version.start_on}, on.today)
    require_possible(version, on.item)
    require_cleared(on.item, version, on.contraindications)
    return version


def next_version(
    newest: PrescriptionVersion, body: PrescriptionPatch, on: Setting
) -> PrescriptionVersion | None:
    """Return the version that follows the newest one, None if it would change nothing.

    Dates that are over are never changed.
    """
    effective_on = _begin(newest, body, on.today)
    carried = {name: getattr(newest, name) for name in CARRIED}
    sent = _sent(body, on, whole=False)
    if sent.get("max_pain", newest.max_pain) != newest.max_pain:
        carried["max_pain_reason"] = None
    fields = carried | sent
    begin = body.schedule.start_on  # The start of the version in force may be years ago.
    require_near({"/schedule/start_on": begin, "/effective_on": effective_on}, on.today)
    differs, asked = _differs(newest, fields), body.effective_on
    if not differs and asked in (None, newest.effective_on):
        return None
    version = PrescriptionVersion(
        number=newest.number + 1,
        effective_on=effective_on,
        exercise_version=newest.exercise_version,
        **fields,
    )
    require_possible(version, on.item)
    require_cleared(on.item, version, on.contraindications)
    # An explicit `effective_on` may bring forward a version that is to begin later.
    is_sooner = asked is not None and effective_on < newest.effective_on
    return version if differs or is_sooner else None


def _begin(newest: PrescriptionVersion, body: PrescriptionPatch, today: date) -> date:
    """Return the date from which an edit holds; that of the version it begins from may be over."""
    begin = body.effective_on
    if begin is None or begin == newest.effective_on < today:
        return today + timedelta(days=1)
    if begin < today:
        raise Invalid("/effective_on", "in_the_past", "A change cannot begin before today.")
    return begin


def _differs(version: PrescriptionVersion, fields: dict[str, Any]) -> bool:
    return any(getattr(version, name) != value for name, value in fields.items())


def _sent(body: PrescriptionIn | PrescriptionPatch, on: Setting, *, whole: bool) -> dict[str, Any]:
    """Return the columns that the caller sent; `whole`: with defaults for those not sent."""
    fields = body.dose.model_dump(exclude_unset=True)
    fields |= _sent_schedule(body.schedule, on.timezone, whole=whole)
    fields |= body.model_dump(include=set(PLAIN), exclude_unset=not whole)
    if whole or "clearance" in body.model_fields_set:
        cleared = conflicts(on.item, on.contraindications)
        values = (body.clearance.reason, cleared) if body.clearance else (None, None)
        fields |= zip(CLEARANCE, values, strict=True)
    return fields


def _sent_schedule(schedule: ScheduleIn, timezone: str, *, whole: bool) -> dict[str, Any]:
    sent = ScheduleIn.model_fields.keys() if whole else schedule.model_fields_set
    fields = schedule.model_dump(include=set(SCHEDULE) & sent)
    if fields.get("start_on") is None:
        fields.pop("start_on", None)
    if "times" in sent:
        fields["times"] = [f"{at:%H:%M}" for at in schedule.times]
    if "timezone_mode" in sent:
        fields["fixed_timezone"] = timezone if schedule.timezone_mode == "fixed" else None
    if "nudges" in sent:
        nudges = schedule.nudges
        values = (nudges.per_day, *nudges.between) if nudges else (None, None, None)
        fields |= zip(NUDGES, values, strict=True)
    return fields
