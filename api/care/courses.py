"""Clients' appointments on their own calendars: which sessions they had, and what is to come."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.among import among
from api.rules.appointments.courses import COMPLETED, Visit
from api.rules.instants import ZoneSpan, local_date_in_history
from api.tables import Appointment

# Built once; what is noted of a session is not read.
_ROWS = (
    select(Appointment.client_id, Appointment.id, Appointment.starts_at, Appointment.status)
    .where(among(Appointment.client_id))
    .order_by(Appointment.starts_at, Appointment.id)
)


@dataclass(frozen=True, slots=True)
class Visits:
    """A client's appointments, oldest first."""

    all: tuple[Visit, ...]

    @property
    def held_on(self) -> list[date]:
        """The dates of all sessions she had."""
        return [visit.on for visit in self.all if visit.status == COMPLETED]

    def last(self, as_of: date) -> Visit | None:
        """Return the last session that she had by a date."""
        held = [each for each in self.all if each.status == COMPLETED and each.on <= as_of]
        return held[-1] if held else None

    def next_after(self, now: datetime) -> Visit | None:
        """Return the first that is planned for later than an instant."""
        planned = (each for each in self.all if each.status == "planned" and each.starts_at > now)
        return next(planned, None)


async def load_visits(
    session: AsyncSession, histories: Mapping[UUID, tuple[ZoneSpan, ...]]
) -> dict[UUID, Visits]:
    """Return the appointments of clients, given the zones they lived in; one query."""
    found: dict[UUID, list[Visit]] = defaultdict(list)
    connection = await session.connection()
    for client_id, key, starts_at, status in await connection.execute(
        _ROWS, {"ids": list(histories)}
    ):
        on = local_date_in_history(starts_at, histories[client_id])
        found[client_id].append(Visit(key, starts_at, on, status))
    return {each: Visits(tuple(found[each])) for each in histories}
