"""Reading the logs of slots for the rules of adherence, and the shape of the result."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.fields import Out
from api.platform.many import Span, read_within, within
from api.rules.adherence.adherence import Adherence
from api.rules.adherence.outcomes import LoggedOutcome
from api.rules.insights.effects import Rating
from api.tables import Log

# Built once; what was logged in the order of a LoggedOutcome.
_LOGGED = select(
    Log.client_id,
    Log.prescription_id,
    Log.local_date,
    Log.slot,
    Log.outcome,
    Log.reason,
    Log.sets_done,
).where(Log.undone.is_(False))
_OUTCOMES = within(_LOGGED, Log.client_id, Log.local_date)
_LOGS = within(
    _LOGGED.add_columns(
        Log.pain_before,
        Log.pain_after,
        Log.recorded_at,
        # Notes are used only for slots that the client left out.
        case((Log.outcome == "skipped", Log.note)).label("why"),
    ),
    Log.client_id,
    Log.local_date,
)


class SlotLog(NamedTuple):
    """One log; `rating` is None unless pain was reported both before and after.

    `why` is the client's note about a slot that she left out.
    """

    outcome: LoggedOutcome
    rating: Rating | None
    recorded_at: datetime
    why: str | None


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


async def load_outcomes(
    session: AsyncSession, spans: Sequence[Span]
) -> defaultdict[UUID, list[LoggedOutcome]]:
    """Return what was logged of these dates by client, without undone logs; one query."""
    found: defaultdict[UUID, list[LoggedOutcome]] = defaultdict(list)
    for client_id, *told in await read_within(session, _OUTCOMES, spans):
        found[client_id].append(LoggedOutcome(*told))
    return found


async def load_logs(session: AsyncSession, span: Span) -> list[SlotLog]:
    """Return one client's logs of these dates, without undone ones; one query."""
    return [_log(*told) for _, *told in await read_within(session, _LOGS, [span])]


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


def _log(
    prescription_id: UUID,
    on: date,
    slot: str,
    outcome: str,
    reason: str | None,
    sets_done: int | None,
    before: int | None,
    after: int | None,
    recorded_at: datetime,
    why: str | None,
) -> SlotLog:
    told = LoggedOutcome(prescription_id, on, slot, outcome, reason, sets_done)  # type: ignore[arg-type]  # constrained there
    rating = None if before is None or after is None else Rating(before, after)
    return SlotLog(told, rating, recorded_at, why)
