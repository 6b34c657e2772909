"""Daily check-ins as columns with one entry per date; a date without a check-in is None."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.rules.definitions import DEFINITIONS


class DailyCheckIn(NamedTuple):
    """One check-in: pain, sleep quality and stress 0 to 10, sleep in hours; None: unanswered.

    `impact`: pain was hard to bear, or kept the client from something.
    """

    on: date
    pain_average: int | None
    pain_worst: int | None
    sleep_quality: int | None
    sleep_hours: float | None
    stress: int | None
    pain_medicine: bool | None
    impact: bool | None = None


@dataclass(frozen=True, slots=True)
class Trends:
    """Columns of equal length, one entry per date from..to; `logged` and `due` count days."""

    definition_version: str
    from_on: date
    to_on: date
    logged: int
    due: int
    dates: list[date]
    pain_average: list[int | None]
    pain_worst: list[int | None]
    sleep_quality: list[int | None]
    sleep_hours: list[float | None]
    stress: list[int | None]
    pain_medicine: list[bool | None]


_GAP = DailyCheckIn(date.min, None, None, None, None, None, None)


def series(
    from_on: date,
    to_on: date,
    check_ins: Iterable[DailyCheckIn],
    due_from: date | None,
    due_to: date | None,
) -> Trends:
    """Return columns over the dates from..to, None where there is no check-in or no answer.

    Dates are due from `due_from` (the client's first possible date, None if she has none yet) to
    `due_to` (the last date that counts). A date with a check-in is always due, as today is once it
    is logged, so `logged` never exceeds `due`. Check-ins of other dates are ignored.
    """
    dates = [date.fromordinal(n) for n in range(from_on.toordinal(), to_on.toordinal() + 1)]
    by_date = {entry.on: entry for entry in check_ins if from_on <= entry.on <= to_on}
    days = [by_date.get(day, _GAP) for day in dates]
    return Trends(
        definition_version=DEFINITIONS.definition_version,
        from_on=from_on,
        to_on=to_on,
        logged=len(by_date),
        due=sum(day in by_date or _counts(day, due_from, due_to) for day in dates),
        dates=dates,
        pain_average=[entry.pain_average for entry in days],
        pain_worst=[entry.pain_worst for entry in days],
        sleep_quality=[entry.sleep_quality for entry in days],
        sleep_hours=[entry.sleep_hours for entry in days],
        stress=[entry.stress for entry in days],
        pain_medicine=[entry.pain_medicine for entry in days],
    )


def _counts(day: date, due_from: date | None, due_to: date | None) -> bool:
    return due_from is not None and due_to is not None and due_from <= day <= due_to
