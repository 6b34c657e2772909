"""/v1/clients/{id}/adherence: how much of the plan was done, with its denominator."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.deps import Now, Session, Therapist
from api.domain.adherence import Adherence, LoggedOutcome, adherence
from api.json_bodies import JsonRoute
from api.models import Log
from api.plans import CarePlan, load_care_plan
from api.ranges import Range
from api.schemas import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["insights"])


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


@router.get("/{client_id}/adherence", operation_id="get_adherence", response_model=AdherenceOut)
async def get_adherence(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range
) -> AdherenceOut:
    """Read adherence of a range of local dates, overall, by week and by item."""
    await access.client(session, client_id, me, now, "view adherence")
    care = await load_care_plan(session, client_id)
    from_on, to_on = span.ending(care.today(now))
    logs = await _logs(session, client_id, from_on, to_on)
    found = adherence(care.plans, care.history, logs, care.excused_on, from_on, to_on, now)
    return _shown(found, care, from_on, to_on)


async def _logs(
    session: AsyncSession, client_id: UUID, from_on: date, to_on: date
) -> list[LoggedOutcome]:
    rows = await session.execute(
        select(
            Log.prescription_id, Log.local_date, Log.slot, Log.outcome, Log.reason, Log.sets_done
        ).where(
            Log.client_id == client_id,
            Log.local_date.between(from_on, to_on),
            Log.undone.is_(False),
        )
    )
    return [LoggedOutcome(*row) for row in rows]  # type: ignore[arg-type]  # constrained there


def _shown(found: Adherence, care: CarePlan, from_on: date, to_on: date) -> AdherenceOut:
    exercises = {row.id: row.exercise for row in care.prescriptions}
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
