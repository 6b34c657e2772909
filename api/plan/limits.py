"""The limits of a prescription. Each refusal names its field and has a code of its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from api.care.plans import to_version
from api.library import Exercise
from api.platform.http.errors import Invalid
from api.rules.plan.plans import HABIT, Version, falls_on
from api.tables import PrescriptionVersion

LONGEST_SELF_RELEASE_S = 30
LONGEST_DOSE_S = 4 * 60 * 60
# Cues closer together than this stop working as cues.
LEAST_MIN_PER_NUDGE = 30
# How far from today a plan may begin or change.
FURTHEST = timedelta(days=366)
# A schedule without any slot in this time is a mistake.
LOOK_AHEAD = timedelta(weeks=13)
WORK = ("sets", "reps", "hold_s")
# A pointer, a code and a title.
Fault = tuple[str, str, str]


def require_near(days: dict[str, date | None], today: date) -> None:
    """Refuse dates, keyed by their pointer, that are too far from a client's today."""
    for pointer, day in days.items():
        if day is not None and abs(day - today) > FURTHEST:
            raise Invalid(pointer, "too_far_from_today", "At most 366 days from today.")


def require_possible(version: PrescriptionVersion, item: Exercise) -> None:
    """Refuse a version that cannot be carried out, naming the field."""
    faults = _habit_faults if item.kind == HABIT else _exercise_faults
    first = next(chain(faults(version, item), _date_faults(version)), None)
    if first is not None:
        raise Invalid(*first)


def _exercise_faults(version: PrescriptionVersion, item: Exercise) -> Iterator[Fault]:
    """Yield what is wrong with an exercise's dose and times."""
    hold = version.hold_s or 0
    if item.kind == "self_release" and hold > LONGEST_SELF_RELEASE_S:
        yield "/dose/hold_s", "self_release_hold", "Self-release holds at most 30 s."
    if item.kind == "self_release" and not hold:
        yield "/dose/hold_s", "hold_required", "Self-release says how long a spot is held."
    if not (hold or version.reps or version.duration_min):
        yield "/dose", "nothing_to_do", "A dose needs repetitions, a hold or a duration."
    if (version.sets or 1) * (version.reps or 1) * hold > LONGEST_DOSE_S:
        yield "/dose", "longer_than_four_hours", "These holds take more than four hours."
    if version.nudges_per_day is not None:
        yield "/schedule/nudges", "only_for_habits", "Only a habit has nudges."
    if not version.times:
        yield "/schedule/times", "required", "An exercise needs a time of day."


def _habit_faults(version: PrescriptionVersion, item: Exercise) -> Iterator[Fault]:
    """Yield what is wrong with a habit's dose and cues."""
    for part in WORK:
        if getattr(version, part) is not None and getattr(item.dose, part) is None:
            yield f"/dose/{part}", "not_for_habits", "This habit has no such dose."
    nudges = to_version(version).schedule.nudges
    if nudges is None:
        return
    if version.times:
        yield "/schedule/nudges", "times_or_nudges", "A habit has times or nudges, not both."
    if nudges.begin >= nudges.end:
        yield "/schedule/nudges/between", "end_before_start", "Nudges begin before they end."
    if nudges.minutes < nudges.per_day * LEAST_MIN_PER_NUDGE:
        yield "/schedule/nudges/per_day", "too_many_for_window", "A nudge needs half an hour."


def _date_faults(version: PrescriptionVersion) -> Iterator[Fault]:
    if version.end_on is not None and version.end_on < version.start_on:
        yield "/schedule/end_on", "before_start", "A plan ends after it begins."
    elif version.end_on is not None and version.end_on < version.effective_on:
        yield "/schedule/end_on", "before_effective", "It ends before this change counts."
    if not _falls_on_any(to_version(version), version.effective_on):
        yield "/schedule/weekdays", "never_due", "No date of this plan has a slot."


def _falls_on_any(version: Version, from_on: date) -> bool:
    first = max(from_on, version.schedule.start_on)
    return any(
        falls_on(version.schedule, first + timedelta(days=day)) for day in range(LOOK_AHEAD.days)
    )
