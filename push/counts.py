"""The cap: how many notifications may leave for a client on one of her dates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import insert_into
from api.ids import new_id
from api.models import ReminderDay


@dataclass(frozen=True, slots=True)
class Place:
    """One notification that wants to leave, unless `most` have left on the client's date."""

    client_id: UUID
    on_date: date
    most: int


async def take_places(session: AsyncSession, wanted: Iterable[Place], now: datetime) -> set[UUID]:
    """Count notifications and return the clients for whom there was room; one place a client.

    Check and count are one statement, so that two workers never both take the last place.
    """
    by_most: dict[int, list[Place]] = defaultdict(list)
    for place in wanted:
        if place.most > 0:
            by_most[place.most].append(place)
    taken: set[UUID] = set()
    for most in sorted(by_most):
        taken |= await _take(session, by_most[most], most, now)
    return taken


async def _take(session: AsyncSession, places: list[Place], most: int, now: datetime) -> set[UUID]:
    # In one order, so that two workers never wait for each other.
    rows = [
        {
            "id": new_id(),
            "created_at": now,
            "client_id": place.client_id,
            "on_date": place.on_date,
            "sent": 1,
            "unanswered": 1,
        }
        for place in sorted(places, key=lambda place: place.client_id)
    ]
    insert = insert_into(session, ReminderDay).values(rows)
    counted = insert.on_conflict_do_update(
        index_elements=["client_id", "on_date"],
        set_={"sent": ReminderDay.sent + 1, "unanswered": ReminderDay.unanswered + 1},
        where=ReminderDay.sent < most,
    )
    return set(await session.scalars(counted.returning(ReminderDay.client_id)))
