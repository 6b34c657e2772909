"""The form of a prescription: what it shows at first, and the body of the API that it becomes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.library import Exercise
from api.library.exercises import DOSE
from api.pages.forms import Form, accept
from api.plan.prescriptions import PrescriptionOut
from api.plan.regimens import DEFAULT_WINDOW_MIN, MOST_TIMES_A_DAY
from api.plan.versions import DEFAULT_MAX_PAIN, PrescriptionIn, PrescriptionPatch
from api.platform.http.edits import Edit
from api.rules.instants import WEEKDAYS
from api.rules.plan.plans import HABIT

WHOLE = ("interval_weeks", "window_min")
PLAIN = ("start_on", "end_on", "timezone_mode")
# Rows for times beside those that are there, and at least so many.
SPARE_TIMES, FEWEST_TIMES = 1, 3
# Which button was pressed, and what the reader has been warned of.
DO, SAVE, SEEN = "do", "save", "seen"
# Whether the form asked for a reason to clear the item: a form does not tell empty from absent.
ASKED = "asked_clearance"
Fields = Mapping[str, Any]


def first_fields(item: Exercise, today: date) -> Fields:
    """Return what the form of a new prescription shows: the library's usual dose, every day."""
    return {
        **{f"dose.{name}": getattr(item.dose, name) for name in DOSE},
        "schedule.times": [],
        "schedule.weekdays": list(WEEKDAYS),
        "schedule.interval_weeks": 1,
        "schedule.start_on": today.isoformat(),
        "schedule.end_on": None,
        "schedule.timezone_mode": "floating",
        "schedule.window_min": DEFAULT_WINDOW_MIN,
        "schedule.nudges.per_day": None,
        "schedule.nudges.begin": None,
        "schedule.nudges.end": None,
        "remind": True,
        "max_pain": min(item.max_pain, DEFAULT_MAX_PAIN),
        "max_pain_reason": None,
        "note": None,
        "clearance.reason": None,
    }


def fields_of(shown: PrescriptionOut, today: date) -> Fields:
    """Return what the form of an edit shows: the newest version."""
    schedule, nudges = shown.schedule, shown.schedule.nudges
    begin, end = nudges.between if nudges else (None, None)
    return {
        **{f"dose.{name}": getattr(shown.dose, name) for name in DOSE},
        **{f"schedule.{name}": getattr(schedule, name) for name in (*WHOLE, "timezone_mode")},
        "schedule.times": schedule.times,
        "schedule.weekdays": schedule.weekdays,
        "schedule.start_on": schedule.start_on.isoformat(),
        "schedule.end_on": schedule.end_on.isoformat() if schedule.end_on else None,
        "schedule.nudges.per_day": nudges.per_day if nudges else None,
        "schedule.nudges.begin": begin,
        "schedule.nudges.end": end,
        "remind": shown.remind,
        "max_pain": shown.max_pain,
        "max_pain_reason": shown.max_pain_reason,
        "note": shown.note,
        "clearance.reason": shown.clearance.reason if shown.clearance else None,
        "effective_on": shown.effective_on.isoformat() if shown.effective_on > today else None,
    }


def times_of(form: Form, fields: Fields, *, sent: bool) -> list[str]:
    """Return the rows for times: those there are, and some that are empty."""
    times = form.texts("schedule.times") if sent else list(fields["schedule.times"])
    rows = max(len(times) + SPARE_TIMES, FEWEST_TIMES)
    return (times + [""] * rows)[: max(len(times), min(rows, MOST_TIMES_A_DAY))]


def body_of(form: Form, item: Exercise) -> PrescriptionIn:
    """Return the body of a new prescription. Raises RequestValidationError."""
    return accept(PrescriptionIn, {"exercise": item.slug, **_said(form, item.kind)}, nulls=True)


def first_body(item: Exercise) -> PrescriptionIn:
    """Return the body of the form as it is shown at first."""
    return PrescriptionIn(exercise=item.slug)


def edit_of(form: Form, shown: PrescriptionOut) -> Edit[PrescriptionPatch]:
    """Return a form as the body of an edit; what stands as it stood is no part of it."""
    said = _said(form, shown.kind)
    said["note"] = _as_it_stood(said["note"], shown.note)
    if shown.clearance and said.get("clearance") == {"reason": shown.clearance.reason}:
        # The same words would clear, too, what she disclosed since they were said.
        del said["clearance"]
    if effective_on := form.text("effective_on"):
        said["effective_on"] = effective_on
    return Edit(PrescriptionPatch, said)


def is_decided(form: Form, warnings: Sequence[str]) -> bool:
    """Tell whether a form is to be saved, and its sender has seen all that there is to warn of."""
    return form.text(DO) == SAVE and set(warnings) <= set(form.texts(SEEN))


def _said(form: Form, kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "dose": {name: form.whole(f"dose.{name}") for name in DOSE},
        "schedule": _schedule(form, kind),
        "remind": form.ticked("remind"),
        "max_pain": form.whole("max_pain"),
        "max_pain_reason": form.text("max_pain_reason"),
        "note": _lines(form.text("note")),
    }
    if form.ticked(ASKED):
        reason = _lines(form.text("clearance.reason"))
        said["clearance"] = {"reason": reason} if reason else None
    return said


def _schedule(form: Form, kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "times": form.texts("schedule.times"),
        "weekdays": form.texts("schedule.weekdays"),
        **{name: form.whole(f"schedule.{name}") for name in WHOLE},
        **{name: form.text(f"schedule.{name}") for name in PLAIN},
    }
    if kind == HABIT:
        said["nudges"] = _nudges(form)
    return said


def _nudges(form: Form) -> dict[str, Any] | None:
    per_day = form.whole("schedule.nudges.per_day")
    ends = [form.text(f"schedule.nudges.{name}") for name in ("begin", "end")]
    between = [at for at in ends if at]
    return {"per_day": per_day, "between": between} if per_day or between else None


def _lines(text: str | None) -> str | None:
    """Return a text with the ends of lines that we keep; browsers send others."""
    return text and text.replace("\r\n", "\n")


def _as_it_stood(said: str | None, stood: str | None) -> str | None:
    """Return what was said, or what stood if a form cannot tell the two apart."""
    return stood if (said or "") == (stood or "").strip() else said
