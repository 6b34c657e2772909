"""What a client logged of her slots, as the rules for figures read it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import Span, read_within, within
from api.rules.adherence.outcomes import LoggedOutcome
from api.rules.insights.effects import Rating
from api.tables import Log

# Built once.
_LOGS = within(
    select(
        Log.client_id,
        Log.prescription_id,
        Log.local_date,
        Log.slot,
        Log.outcome,
        Log.reason,
        Log.sets_done,
        Log.pain_before,
        Log.pain_after,
        Log.recorded_at,
        # Only her reasons for what was left out are read further.
        case((Log.outcome == "skipped", Log.note)).label("why"),
    ).where(Log.undone.is_(False)),
    Log.client_id,
    Log.local_date,
)


@dataclass(frozen=True, slots=True)
class SlotLog:
    """One log; `rating` is None where pain was not told both before and after.

    `why` is what she wrote of a slot that she left out.
    """

    outcome: LoggedOutcome
    rating: Rating | None
    recorded_at: datetime
    why: str | None


async def load_outcomes(
    session: AsyncSession, spans: Sequence[Span]
) -> defaultdict[UUID, list[SlotLog]]:
    """Return the logs of these dates that were not undone, by client; one query."""
    found: defaultdict[UUID, list[SlotLog]] = defaultdict(list)
    for client_id, *told in await read_within(session, _LOGS, spans):
        found[client_id].append(_log(*told))
    return found


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
