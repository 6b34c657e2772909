"""What a worker asks of the database again and again, however much is stored there.

A claim of 500 due reminders, against the statement by itself; and a turn with nothing due. Each
time is the median of a repetition.
"""

import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import asyncpg
from sqlalchemy import text

from api.library import load
from api.platform.clock import SystemClock
from api.platform.db import Sessions, open_sessions, transaction
from api.platform.processes import quieten_collector
from push.fcm.client import open_fcm
from push.turn.claims import claim
from push.worker import Worker
from tests.bench.figures import Figure
from tests.bench.loops import run
from tests.bench.stored import store
from tests.bench.stores import STORES
from tests.databases import settings_for
from tests.push.crowds import gather_crowd
from tests.statements import asked

DUE = 500
TURNS, CLAIMS = 25, 3
SMALL = 100_000
GROWTH = 1.3
Bare = Callable[[], Awaitable[int]]
# Puts back what was claimed.
FREE = text(
    "UPDATE reminders SET state = 'scheduled', claim_token = NULL, lease_until = NULL, attempts = 0"
    " WHERE state = 'claimed' AND lease_until IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A database with so many reminders; `bare` runs the statement of a claim and nothing else."""

    sessions: Sessions
    worker: Worker
    bare: Bare

    async def idle_ms(self) -> float:
        """Return how long a turn takes with nothing due."""
        quieten_collector()
        took = []
        for _ in range(TURNS):
            started = time.perf_counter()
            assert await self.worker.turn() == 0
            took.append(time.perf_counter() - started)
        return median(took) * 1000

    async def claim_ms(self) -> float:
        """Return how long a claim takes in a transaction of its own."""
        return await self._timed(self._claim)

    async def bare_ms(self) -> float:
        """Return how long its statement takes in a transaction of its own."""
        return await self._timed(self.bare)

    async def _claim(self) -> int:
        async with transaction(self.sessions) as session:
            return len(await claim(session, uuid4(), datetime.now(UTC), DUE))

    async def _timed(self, job: Bare) -> float:
        quieten_collector()
        took = []
        for _ in range(CLAIMS):
            started = time.perf_counter()
            assert await job() == DUE
            took.append(time.perf_counter() - started)
            async with transaction(self.sessions) as session:
                await session.execute(FREE)
        return median(took) * 1000


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure both on either database, with many reminders stored and with few."""
    large, repetitions = (1_000_000, 7) if quick else (10_000_000, 15)
    figures = []
    for name, open_two in STORES.items():
        with open_two(folder) as urls:
            figures += run(partial(_compare, name, urls, large, repetitions))
    return figures


async def _compare(name: str, urls: tuple[str, str], stored: int, repetitions: int) -> list[Figure]:
    idle, claims, *growths = figures = _figures(name, stored)
    async with _shelf(urls[0], SMALL) as small, _shelf(urls[1], stored) as large:
        for number in range(repetitions + 1):
            turns = await large.idle_ms(), await small.idle_ms()
            # The first of each only warms up.
            if number:
                idle.add(turns[0], 1.0)
                growths[0].add(*turns)
        for shelf in (small, large):
            now = datetime.now(UTC)
            # Due even at the instant of the statement that is run by itself.
            await gather_crowd(shelf.sessions, DUE, now, now - timedelta(hours=1), first=stored)
        for number in range(repetitions + 1):
            bare = await large.bare_ms()
            claimed = await large.claim_ms(), await small.claim_ms()
            if number:
                claims.add(1000 / claimed[0], 1000 / bare)
                growths[1].add(*claimed)
    return figures


def _figures(name: str, stored: int) -> list[Figure]:
    turn, claims = f"turn with nothing due, {name}", f"claim of {DUE} due, {name}"
    among = f"{stored:,} stored"
    fewer = f"the same with {SMALL:,} stored"
    bare = "the same statement by " + ("asyncpg" if name == "PostgreSQL" else "sqlite3")
    return [
        Figure(f"{turn}, {among}", "a millisecond", "ms", 1.0, at_most=True, digits=2),
        Figure(f"{claims}, {among}", bare, "claims/s", 0.7),
        Figure(f"{turn}, {among}", fewer, "ms", GROWTH, at_most=True, digits=2),
        Figure(f"{claims}, {among}", fewer, "ms", GROWTH, at_most=True, digits=2),
    ]


@asynccontextmanager
async def _shelf(url: str, stored: int) -> AsyncIterator[Shelf]:
    settings = settings_for(url)
    sessions = open_sessions(settings)
    await store(sessions, url, stored)
    # Nothing is sent: no server is needed there.
    transport = open_fcm("p", "http://127.0.0.1:9")
    worker = Worker(settings, sessions, SystemClock(), load(), transport)
    statement, values = await _seen(sessions)
    if url.startswith("sqlite"):
        connection = _connect(url)
        yield Shelf(sessions, worker, partial(_bare_sqlite, connection, statement, values))
        connection.close()
    else:
        bare = await asyncpg.connect(url, server_settings={"jit": "off"})
        yield Shelf(sessions, worker, partial(_bare_postgresql, bare, statement, values))
        await bare.close()
    await transport.close()
    await sessions.engine.dispose()


async def _seen(sessions: Sessions) -> tuple[str, Any]:
    """Return the statement of a claim and its values, as the driver is given them."""
    with asked(sessions.engine.sync_engine) as seen:
        async with transaction(sessions) as session:
            # Nothing is due yet.
            await claim(session, uuid4(), datetime.now(UTC), DUE)
    return next(each for each in seen if "UPDATE" in each[0])


async def _bare_postgresql(connection: Any, statement: str, values: Any) -> int:
    async with connection.transaction():
        return len(await connection.fetch(statement, *values))


async def _bare_sqlite(connection: sqlite3.Connection, statement: str, values: Any) -> int:
    connection.execute("BEGIN IMMEDIATE")
    rows = connection.execute(statement, values).fetchall()
    connection.execute("COMMIT")
    return len(rows)


def _connect(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
