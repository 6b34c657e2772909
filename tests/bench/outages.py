"""How soon a phone hears that the database is away or busy, and how soon it is back."""

import asyncio
import time
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from api.platform.db import open_sessions
from tests.bench.figures import Figure
from tests.bench.loops import run
from tests.cast import Person
from tests.databases import settings_for
from tests.faults.storms import crowd_of
from tests.faults.test_database_restarted import is_stored, migrated, postgres_apart, put
from tests.processes import environment, serving
from tests.waiting import WITHIN_S, until

POOL, REFUSALS = 2, 4
BLOCK = "BEGIN; LOCK TABLE check_ins IN EXCLUSIVE MODE"
BLOCKED = f"SELECT count(*) = {POOL} FROM pg_locks WHERE NOT granted"


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on PostgreSQL: SQLite is a file, which neither goes away nor has connections."""
    figures = [
        _figure("no connection is free: until it is refused", 3.5),
        _figure("PostgreSQL is away: until it is refused", 4),
        _figure("PostgreSQL is back: until it is stored", 5),
    ]
    with postgres_apart() as server:
        url = migrated(server)
        people = run(partial(_people, url))
        env = environment(url, DATABASE_POOL=str(POOL))
        with serving(env, folder / "api.log") as (address, _):
            for _ in range(2 if quick else 5):
                found = run(partial(_measure, server, url, address, people))
                for figure, seconds in zip(figures, found, strict=True):
                    figure.add(seconds, 1.0)
    return figures


def _figure(what: str, most_s: float) -> Figure:
    return Figure(what, "a second", "s", most_s, at_most=True, digits=2)


async def _people(url: str) -> list[Person]:
    sessions = open_sessions(settings_for(url))
    people = await crowd_of(sessions, None, POOL + 1)
    await sessions.engine.dispose()
    return people


async def _measure(
    server: Any, url: str, address: str, people: list[Person]
) -> tuple[float, float, float]:
    """Return the seconds of each figure."""
    async with httpx2.AsyncClient(base_url=address, timeout=WITHIN_S) as http:
        busy = await _busy(http, url, people)
        await asyncio.to_thread(server.stop)
        away = max([await _seconds(put(http, people[0])) for _ in range(REFUSALS)])
        await asyncio.to_thread(server.start)
        back = await _seconds(until(lambda: is_stored(http, people[0]), "the API to be back"))
    return busy, away, back


async def _busy(http: httpx2.AsyncClient, url: str, people: list[Person]) -> float:
    """Return after how long one is refused while all connections wait for a lock."""
    blocker = await asyncpg.connect(url)
    await blocker.execute(BLOCK)
    waiting = [asyncio.create_task(put(http, each)) for each in people[:POOL]]
    await until(lambda: blocker.fetchval(BLOCKED), "all connections to wait for the lock")
    found = await _seconds(put(http, people[-1]))
    await blocker.execute("COMMIT")
    await blocker.close()
    await asyncio.gather(*waiting)
    return found


async def _seconds(doing: Awaitable[Any]) -> float:
    started = time.monotonic()
    await doing
    return time.monotonic() - started
