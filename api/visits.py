"""Clients' appointments on their own calendars: which sessions they had, and what is to come."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.episodes import COMPLETED
from api.domain.instants import ZoneSpan, local_date_in_history
from api.models import Appointment

# Built once.
_ROWS = select(Appointment).order_by(Appointment.starts_at, Appointment.id)


@dataclass(frozen=True, slots=True)
class Visits:
    """A client's appointments, oldest first, each with its date where she was."""

    rows: tuple[tuple[date, Appointment], ...]

    @property
    def held_on(self) -> list[date]:
        """The dates of all sessions she had."""
        return [on for on, row in self.rows if row.status == COMPLETED]

    def last(self, as_of: date) -> Appointment | None:
        """Return the last session that she had by a date."""
        held = [row for on, row in self.rows if row.status == COMPLETED and on <= as_of]
        return held[-1] if held else None

    def next_after(self, now: datetime) -> Appointment | None:
        """Return the first that is planned for later than an instant."""
        planned = (row for _, row in self.rows if row.status == "planned" and row.starts_at > now)
        return next(planned, None)


async def load_visits(
    session: AsyncSession, histories: Mapping[UUID, tuple[ZoneSpan, ...]]
) -> dict[UUID, Visits]:
    """Return the appointments of clients, given the zones they lived in; one query."""
    found: dict[UUID, list[tuple[date, Appointment]]] = defaultdict(list)
    for row in await session.scalars(_ROWS.where(Appointment.client_id.in_(histories))):
        on = local_date_in_history(row.starts_at, histories[row.client_id])
        found[row.client_id].append((on, row))
    return {each: Visits(tuple(found[each])) for each in histories}
