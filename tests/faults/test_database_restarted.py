"""A PostgreSQL that goes away and comes back under the real API and worker."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from api.platform.db import Sessions
from tests.cast import Person
from tests.databases import migrate, postgres_apart
from tests.faults import ledger
from tests.faults.conftest import Ground
from tests.faults.storms import crowd_of, now
from tests.faults.workers import until_accepted
from tests.processes import BIN, running, serving
from tests.push.crowds import gather_crowd
from tests.waiting import WITHIN_S, until

pytestmark = pytest.mark.faults


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of this test alone."""
    with postgres_apart() as server:
        yield server


@pytest.fixture
def database_url(server: Any) -> str:
    return migrated(server)


def migrated(server: Any) -> str:
    """Return the URL of the database of such a PostgreSQL, migrated."""
    url = f"postgresql://postgres@/postgres?host={server.pgdata}"
    migrate(url)
    return url


async def put(http: httpx2.AsyncClient, person: Person) -> httpx2.Response:
    """Send today's check-in, and see that it is stored or that the phone hears when to retry."""
    body = {"id": str(uuid4()), "recorded_at": now().isoformat(), "pain_average": 3}
    headers = {"authorization": f"Bearer {person.token}"}
    path = f"/v1/me/check-ins/{now().date()}"
    answer = await http.put(path, json=body, headers=headers)
    if not answer.is_success:
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["retryable"] is True
    return answer


async def is_stored(http: httpx2.AsyncClient, person: Person) -> bool:
    return (await put(http, person)).status_code == 200


async def test_the_api_answers_503_meanwhile_and_both_recover_by_themselves(
    ground: Ground, sessions: Sessions, server: Any
) -> None:
    (ana,) = await crowd_of(sessions, None, 1)
    with (
        running(BIN / "carryover", "worker", env=ground.env, log=ground.worker_log) as worker,
        serving(ground.env, ground.folder / "api.log") as (url, api),
    ):
        async with httpx2.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
            assert (await put(http, ana)).status_code == 201
            await gather_crowd(sessions, 3, ground.now(), ground.now())
            await until_accepted(ground, 3)

            await asyncio.to_thread(server.stop)
            await sessions.engine.dispose()
            answers = [(await put(http, ana)).status_code for _ in range(4)]
            assert answers == [503] * 4
            ready = await http.get("/readyz")
            assert (ready.status_code, ready.json()["database"]) == (503, False)
            assert (await http.get("/livez")).status_code == 200
            await asyncio.to_thread(server.start)

            await until(lambda: is_stored(http, ana), "the API to be back")
            await gather_crowd(sessions, 3, ground.now(), ground.now(), first=3)
            await until_accepted(ground, 6)
        assert worker.poll() is None
        assert api.poll() is None
    await ledger.held(ground, sessions)
