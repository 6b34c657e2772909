"""The condition that picks rows by their ids: it finds them, and by an index."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, select

from api.platform.among import among
from api.platform.db import Sessions, transaction
from api.tables import Reminder
from push.turn import briefs, claims, facts, neighbours, phones, results
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.statements import plan_of, reads_all

SIZE = 20
THESE: Select[UUID] = select(Reminder.id).where(among(Reminder.id), Reminder.attempts == 0)
# What the worker looks up by many ids at once, and what it is given besides.
LOOKS: dict[str, tuple[Any, dict[str, Any]]] = {
    "held": (claims._HOLD, {"mine": uuid4(), "least": NOW}),
    "context": (facts._CONTEXT, {"now": NOW, "since": NOW.date()}),
    "phones": (phones._PHONES, {}),
    "briefs": (briefs._BRIEFS, {"since": NOW}),
    "deliveries": (facts._DELIVERIES, {}),
    "around": (neighbours._AROUND, {"since": NOW, "until": NOW}),
    "ahead": (neighbours._AHEAD, {"since": NOW, "until": NOW}),
    "ours": (results._OURS, {"mine": uuid4()}),
}


@pytest.mark.parametrize("count", [0, 1, SIZE])
async def test_those_whose_ids_are_given_are_found(sessions: Sessions, count: int) -> None:
    crowd = await gather_crowd(sessions, SIZE, NOW, NOW)
    ids = list(crowd.reminders[:count])
    async with transaction(sessions, write=False) as session:
        connection = await session.connection()
        found = await connection.scalars(THESE, {"ids": [*ids, uuid4()]})
        assert sorted(found) == sorted(ids)


@pytest.mark.parametrize("name", LOOKS)
async def test_they_are_looked_up_by_an_index(sessions: Sessions, name: str) -> None:
    statement, values = LOOKS[name]
    plan = await plan_of(sessions, statement, {"ids": [uuid4() for _ in range(SIZE)], **values})
    assert plan
    assert not [step for step in plan if reads_all(step)]
