"""A worker killed while it looks at those who have checked in; the next one does the rest."""

from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import func, select

from api.platform.db import Sessions, transaction
from api.tables import Alert, AlertLook
from tests.acting.pasts import check_in, maps_before
from tests.faults.conftest import Ground
from tests.faults.workers import kill, start
from tests.push.crowds import gather_crowd
from tests.waiting import until

pytestmark = pytest.mark.faults
SIZE = 150
TINGLING = {"region": "neck", "side": "left", "role": "source", "tingling": True}


async def counted(sessions: Sessions, model: Any) -> int:
    async with transaction(sessions, write=False) as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_who_was_marked_for_a_worker_that_was_killed_is_looked_at_by_the_next(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (doomed,) = await start(ground, sessions, stack)
        now = ground.now()
        crowd = await gather_crowd(sessions, SIZE, now, now, per_client=0)
        async with transaction(sessions) as session:
            for client in crowd.clients:
                told = check_in(client, now.date(), impact=True, body_map=[TINGLING])
                told.created_at = told.received_at = now
                session.add_all([*maps_before(client, now.date(), TINGLING), told])
                mark = {"client_id": client, "due_at": now, "map_on": now.date()}
                session.add(AlertLook(created_at=now, **mark))
        await until(lambda: counted(sessions, Alert), "the first alerts")
        await kill(doomed)
        assert await counted(sessions, AlertLook) > 0, "it was done before it was killed"
        await start(ground, sessions, stack)
        await until(lambda: _is_empty(sessions), "everyone to be looked at")
    async with transaction(sessions, write=False) as session:
        alerts = list(await session.scalars(select(Alert)))
    assert {each.client_id for each in alerts} == set(crowd.clients)
    assert [len(each.evidence) for each in alerts] == [1] * SIZE


async def _is_empty(sessions: Sessions) -> bool:
    return await counted(sessions, AlertLook) == 0
