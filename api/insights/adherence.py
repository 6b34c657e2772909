"""How adherence is shown: overall, by week and by item."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import Field

from api.platform.http.fields import Out
from api.rules.adherence.adherence import Adherence


class Rated(Out):
    """Credit over due; `percent` and `band` are null when too little was due, with a `reason`."""

    due: int
    credit: float
    percent: float | None
    band: str | None
    reason: str | None


class WeekOut(Rated):
    monday: date


class AdherenceItem(Out):
    prescription_id: UUID
    exercise: str
    kind: str
    due: int
    done: int
    partial: int
    partial_credit: float
    skipped: int
    excused: int
    paused: int
    safety_stopped: int
    unlogged: int
    percent: float | None
    dose_percent: float | None
    band: str | None
    reasons: dict[str, int]
    reason: str | None


class MostSkippedOut(Out):
    prescription_id: UUID
    missed: int
    due: int
    reason_code: str | None


class AdherenceOut(Out):
    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    definition_version: str
    overall: Rated
    weeks: list[WeekOut]
    items: list[AdherenceItem]
    most_skipped: MostSkippedOut | None


def show_adherence(
    found: Adherence, exercises: Mapping[UUID, str], from_on: date, to_on: date
) -> AdherenceOut:
    """Return the figures of dates from..to; `exercises` has the slug of each prescription."""
    items = [
        AdherenceItem(
            exercise=exercises[item.prescription_id],
            **{
                name: getattr(item, name)
                for name in AdherenceItem.model_fields.keys() - {"exercise"}
            },
        )
        for item in found.items
    ]
    return AdherenceOut(
        from_on=from_on,
        to_on=to_on,
        definition_version=found.definition_version,
        overall=Rated.model_validate(found.overall),
        weeks=[WeekOut.model_validate(week) for week in found.weeks],
        items=items,
        most_skipped=found.most_skipped and MostSkippedOut.model_validate(found.most_skipped),
    )
