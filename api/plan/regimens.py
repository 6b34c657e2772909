"""The request and response schemas of the dose and the schedule of a prescription."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.care.plans import to_version
from api.platform.http.edits import Patch
from api.platform.http.fields import In, LocalDate, Out, ShownTime, WallTime, whole
from api.rules.instants import WEEKDAYS, Weekday
from api.rules.plan.cues import Nudges
from api.tables import PrescriptionVersion

DEFAULT_WINDOW_MIN = 120
MOST_TIMES_A_DAY = 12
MOST_NUDGES_A_DAY = 6


def _in_order(times: list[time]) -> list[time]:
    if len(times) > MOST_TIMES_A_DAY:
        raise ValueError("too_many_times")
    if len(set(times)) != len(times):
        raise ValueError("repeated_time")
    return sorted(times)


def _week(days: list[Weekday]) -> list[Weekday]:
    return [day for day in WEEKDAYS if day in days]


Times = Annotated[
    list[WallTime],
    AfterValidator(_in_order),
    Field(json_schema_extra={"maxItems": MOST_TIMES_A_DAY, "uniqueItems": True}),
]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_week)]


class DoseIn(In):
    """One time's work; what is left out is the library's."""

    sets: Annotated[int, whole(1, 20)] | None = None
    reps: Annotated[int, whole(1, 200)] | None = None
    hold_s: Annotated[int, whole(0, 600)] | None = None
    duration_min: Annotated[int, whole(1, 240)] | None = None


class NudgesIn(In):
    """A habit's cues: so many a day, at changing minutes between two wall times."""

    per_day: Annotated[int, whole(1, MOST_NUDGES_A_DAY)]
    between: Annotated[list[WallTime], Field(min_length=2, max_length=2)]


class ScheduleIn(In):
    """When: local wall times on weekdays of every n-th week, from a date until another.

    A habit may have `nudges` instead of times.
    """

    times: Times = []
    weekdays: Weekdays = list(WEEKDAYS)
    interval_weeks: Annotated[int, whole(1, 12)] = 1
    start_on: LocalDate | None = None
    end_on: LocalDate | None = None
    timezone_mode: Literal["floating", "fixed"] = "floating"
    window_min: Annotated[int, whole(5, 720)] = DEFAULT_WINDOW_MIN
    nudges: NudgesIn | None = None


class DoseOut(Out):
    sets: int | None
    reps: int | None
    hold_s: int | None
    duration_min: int | None


class NudgesOut(Out):
    per_day: int
    between: list[ShownTime]


class ScheduleOut(Out):
    times: list[ShownTime]
    weekdays: list[str]
    interval_weeks: int
    start_on: date
    end_on: date | None
    timezone_mode: str
    timezone: str | None
    window_min: int
    nudges: NudgesOut | None


class DosePatch(Patch, DoseIn):
    """Only what is sent changes; what is sent as null is removed from the dose."""

    shows = DoseOut


class SchedulePatch(Patch, ScheduleIn):
    """Only what is sent changes; `nudges` are replaced whole."""

    shows = ScheduleOut


def show_schedule(version: PrescriptionVersion) -> ScheduleOut:
    """Return the response schema for the schedule of a version."""
    nudges = to_version(version).schedule.nudges
    return ScheduleOut(
        times=version.times,
        weekdays=version.weekdays,
        interval_weeks=version.interval_weeks,
        start_on=version.start_on,
        end_on=version.end_on,
        timezone_mode="floating" if version.fixed_timezone is None else "fixed",
        timezone=version.fixed_timezone,
        window_min=version.window_min,
        nudges=show_nudges(nudges) if nudges else None,
    )


def show_nudges(nudges: Nudges) -> NudgesOut:
    """Return the response schema for a habit's cues."""
    between = [f"{at:%H:%M}" for at in (nudges.begin, nudges.end)]
    return NudgesOut(per_day=nudges.per_day, between=between)
