"""A database whose connections are all in use: whoever comes next hears it, and waits no longer."""

import asyncio
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from api.platform.db import Sessions
from tests.cast import Person
from tests.faults.conftest import Ground
from tests.faults.storms import Storm, crowd_of, now
from tests.processes import serving
from tests.waiting import WITHIN_S, until

pytestmark = pytest.mark.faults
POOL = 2
BLOCKED = f"SELECT count(*) = {POOL} FROM pg_locks WHERE NOT granted"


# SQLite has no server whose connections could run out.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_finds_no_connection_gets_503_while_the_others_go_on_waiting(
    ground: Ground, sessions: Sessions
) -> None:
    people = await crowd_of(sessions, None, POOL + 1)
    env = ground.env | {"CARRYOVER_DATABASE_POOL": str(POOL)}
    with serving(env, ground.folder / "api.log") as (url, _):
        async with httpx2.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
            await hold_up(ground, Storm(url, people), http)


async def hold_up(ground: Ground, storm: Storm, http: httpx2.AsyncClient) -> None:
    blocker = await asyncpg.connect(ground.env["CARRYOVER_DATABASE_URL"])
    await blocker.execute("BEGIN; LOCK TABLE check_ins IN EXCLUSIVE MODE")
    *first, last = storm.people
    waiting = [asyncio.create_task(send(storm, http, person)) for person in first]
    await until(lambda: blocker.fetchval(BLOCKED), "both connections to wait for the lock")
    assert (await http.get("/livez")).status_code == 200

    refused = await http.get("/v1/me", headers={"authorization": f"Bearer {last.token}"})
    assert not any(each.done() for each in waiting)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) >= 1

    await blocker.execute("COMMIT")
    await blocker.close()
    assert await asyncio.gather(*waiting) == [201] * POOL
    assert await send(storm, http, last) == 201


async def send(storm: Storm, http: httpx2.AsyncClient, person: Person) -> int:
    body = {"id": str(uuid4()), "recorded_at": now().isoformat(), "pain_average": 3}
    return await storm.send(http, person, str(now().date()), body)
