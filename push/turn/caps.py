"""The cap: how many notifications may leave for a client on one of her dates."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Uuid,
    bindparam,
    literal_column,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.base import UtcDateTime
from api.platform.ids import new_id
from api.platform.many import among
from api.platform.statements import fetch
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
    most = {place.client_id: place.most for place in places}
    days = await fetch(session, _COUNT, _days_of(places, now))
    above = [day.id for day in days if day.sent > most[day.client_id]]
    if above:
        await fetch(session, _GIVE_BACK, {"ids": above})
    return {day.client_id for day in days if day.sent <= most[day.client_id]}


def _days_of(places: Iterable[Place], now: datetime) -> dict[str, Any]:
    days = [(new_id().hex, each.client_id.hex, each.on_date.isoformat()) for each in places]
    return {"days": json.dumps(days), "now": now}


def _count(insert: Callable[..., Any], read: str) -> Any:
    days = text(read).columns(id=Uuid(), client_id=Uuid(), on_date=Date()).subquery("days")
    one: ColumnElement[int] = literal_column("1")
    now = bindparam("now", type_=UtcDateTime())
    fresh = select(days.c.id, now, days.c.client_id, days.c.on_date, one, one)
    names = ["id", "created_at", "client_id", "on_date", "sent", "unanswered"]
    return (
        insert(ReminderDay)
        # SQLite would take the ON of a conflict for that of a join without a condition before it.
        .from_select(names, fresh.where(true()))
        .on_conflict_do_update(
            index_elements=["client_id", "on_date"],
            set_={"sent": ReminderDay.sent + 1, "unanswered": ReminderDay.unanswered + 1},
        )
        .returning(ReminderDay.id, ReminderDay.client_id, ReminderDay.sent)
    )


# Built once, with one parameter for all days, however many.
_COUNT = {
    "postgresql": _count(
        postgresql.insert,
        "SELECT CAST(each ->> 0 AS UUID) AS id, CAST(each ->> 1 AS UUID) AS client_id,"
        " CAST(each ->> 2 AS DATE) AS on_date FROM jsonb_array_elements(CAST(:days AS JSONB)) each",
    ),
    "sqlite": _count(
        sqlite.insert,
        "SELECT value ->> 0 AS id, value ->> 1 AS client_id, value ->> 2 AS on_date"
        " FROM json_each(:days)",
    ),
}
_GIVE_BACK = (
    update(ReminderDay)
    .where(among(ReminderDay.id))
    .values(sent=ReminderDay.sent - 1, unanswered=ReminderDay.unanswered - 1)
)
