"""The cap: how many notifications may leave for a client on one of her dates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import new_id
from api.platform.many import among
from api.tables import ReminderDay


@dataclass(frozen=True, slots=True)
class Place:
    """One notification that wants to leave, unless `most` have left on the client's date."""

    client_id: UUID
    on_date: date
    most: int


async def take_places(session: AsyncSession, wanted: Iterable[Place], now: datetime) -> set[UUID]:
    """Count notifications and return the clients for whom there was room; one place a client.

    Two workers never both take the last place: counting locks the day until the transaction ends,
    and what is above the cap is given back within it.
    """
    # In one order, so that two workers never wait for each other.
    places = sorted((each for each in wanted if each.most > 0), key=lambda each: each.client_id)
    if not places:
        return set()
    connection = await session.connection()
    count = _COUNT[connection.dialect.name]
    most = {place.client_id: place.most for place in places}
    days = (await connection.execute(count, [_day_of(place, now) for place in places])).all()
    above = [day.id for day in days if day.sent > most[day.client_id]]
    if above:
        await connection.execute(_GIVE_BACK, {"ids": above})
    return {day.client_id for day in days if day.sent <= most[day.client_id]}


def _day_of(place: Place, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now,
        "client_id": place.client_id,
        "on_date": place.on_date,
        "sent": 1,
        "unanswered": 1,
    }


def _count(insert: Callable[..., Any]) -> Any:
    return (
        insert(ReminderDay)
        .on_conflict_do_update(
            index_elements=["client_id", "on_date"],
            set_={"sent": ReminderDay.sent + 1, "unanswered": ReminderDay.unanswered + 1},
        )
        .returning(ReminderDay.id, ReminderDay.client_id, ReminderDay.sent)
    )


# Built once, and given many rows at a time.
_COUNT = {"postgresql": _count(postgresql.insert), "sqlite": _count(sqlite.insert)}
_GIVE_BACK = (
    update(ReminderDay)
    .where(among(ReminderDay.id))
    .values(sent=ReminderDay.sent - 1, unanswered=ReminderDay.unanswered - 1)
)
