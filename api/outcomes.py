"""What a client logged of her slots, as the domain's figures read it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.effects import Rating
from api.domain.outcomes import LoggedOutcome
from api.models import Log

# Built once.
_LOGS = select(
    Log.prescription_id,
    Log.local_date,
    Log.slot,
    Log.outcome,
    Log.reason,
    Log.sets_done,
    Log.pain_before,
    Log.pain_after,
    Log.recorded_at,
).where(Log.undone.is_(False))


@dataclass(frozen=True, slots=True)
class SlotLog:
    """One log; `rating` is None where pain was not told both before and after."""

    outcome: LoggedOutcome
    rating: Rating | None
    recorded_at: datetime


async def load_outcomes(
    session: AsyncSession, client_id: UUID, from_on: date, to_on: date
) -> list[SlotLog]:
    """Return the logs of dates from..to that were not undone; one query."""
    rows = await session.execute(
        _LOGS.where(Log.client_id == client_id, Log.local_date.between(from_on, to_on))
    )
    return [_log(*row) for row in rows]


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
) -> SlotLog:
    told = LoggedOutcome(prescription_id, on, slot, outcome, reason, sets_done)  # type: ignore[arg-type]  # constrained there
    rating = None if before is None or after is None else Rating(before, after)
    return SlotLog(told, rating, recorded_at)
