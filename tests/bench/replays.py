"""What the database alone takes for a request: its own queries, by the bare driver.

What a read writes is left out: that is only its audit, which is there already.
"""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

import asyncpg
from httpx2 import ASGITransport, AsyncClient
from structlog.testing import capture_logs

from api.app import create_app
from api.platform.db import open_sessions
from api.platform.processes import quieten_collector
from tests.bench.sending import Request
from tests.databases import settings_for
from tests.statements import Asked, asked

TIMES = 5


async def queries_of(url: str, request: Request) -> Asked:
    """Return the queries of a read, as the driver is given them."""
    settings = settings_for(url)
    sessions = open_sessions(settings)
    transport = ASGITransport(create_app(settings, sessions))
    async with AsyncClient(transport=transport, base_url="http://bench") as http:
        with asked(sessions.engine.sync_engine) as seen, capture_logs():
            answer = await http.get(request["path"], headers=request["headers"])
    assert answer.status_code == 200, answer.text
    await sessions.engine.dispose()
    return [(sql, given) for sql, given in seen if sql.startswith("SELECT")]


async def replay_ms(url: str, queries: Asked) -> float:
    """Return how long the queries take, one after the other, in a transaction of their own."""
    replay = _on_sqlite if url.startswith("sqlite") else _on_postgresql
    took = []
    # As in the product: so many rows at once would have all that is there searched for garbage.
    quieten_collector()
    async with replay(url) as run:
        for _ in range(TIMES):
            started = time.perf_counter()
            await run(queries)
            took.append(time.perf_counter() - started)
    return median(took) * 1000


@asynccontextmanager
async def _on_postgresql(url: str) -> AsyncIterator[Callable[[Asked], Any]]:
    connection = await asyncpg.connect(url, server_settings={"jit": "off"})

    async def run(queries: Asked) -> None:
        async with connection.transaction(readonly=True):
            for sql, given in queries:
                await connection.fetch(sql, *given)

    yield run
    await connection.close()


@asynccontextmanager
async def _on_sqlite(url: str) -> AsyncIterator[Callable[[Asked], Any]]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)

    async def run(queries: Asked) -> None:
        connection.execute("BEGIN")
        for sql, given in queries:
            connection.execute(sql, given).fetchall()
        connection.execute("COMMIT")

    yield run
    connection.close()
