"""Where clients lived, and which date it is where they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.rules.instants import History, ZoneSpan, local_date_in_history
from api.tables import ZoneChange

_ZONES = (
    select(ZoneChange.client_id, ZoneChange.timezone, ZoneChange.from_at)
    .where(among(ZoneChange.client_id))
    .order_by(ZoneChange.from_at, ZoneChange.id)
)


class Calendar:
    """Mixin for what has a client's `history`: turns instants into her dates."""

    __slots__ = ()
    history: History

    @property
    def timezone(self) -> str:
        """The zone the client is in."""
        return self.history[-1].timezone

    def date_of(self, at: datetime) -> date:
        """Return the date on the client's calendar at an instant, where she was then."""
        return local_date_in_history(at, self.history)

    def today(self, now: datetime) -> date:
        """Return the client's local date."""
        return self.date_of(now)


async def load_zones(session: AsyncSession, client_id: UUID) -> History:
    """Return the zones a client lived in, oldest first."""
    return (await load_histories(session, [client_id]))[client_id]


async def load_histories(
    session: AsyncSession, client_ids: Collection[UUID]
) -> dict[UUID, History]:
    """Return the zones that clients lived in, each oldest first; one query."""
    lived: dict[UUID, list[ZoneSpan]] = defaultdict(list)
    for client_id, name, from_at in await fetch(session, _ZONES, {"ids": list(client_ids)}):
        lived[client_id].append(ZoneSpan(name, from_at))
    return {each: tuple(lived[each]) for each in client_ids}


def todays(histories: Mapping[UUID, History], now: datetime) -> dict[UUID, date]:
    """Return the local date of each client."""
    return {each: local_date_in_history(now, history) for each, history in histories.items()}
