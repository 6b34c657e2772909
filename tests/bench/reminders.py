"""Reminders per second from claim to result, against aiohttp posting as many messages."""

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import uvloop
from sqlalchemy import text

from api.clock import SystemClock
from api.content import Library, load
from api.db import Sessions, open_sessions, transaction
from push.fcm import encode, open_fcm
from push.worker import Worker
from tests.bench.figures import Figure
from tests.databases import (
    migrate,
    postgres_clone,
    postgres_server,
    postgres_template,
    settings_for,
)
from tests.processes import fcm
from tests.push.crowds import gather_crowd
from tests.push.notices import NOW, a_notice, a_phone

T = TypeVar("T")
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer local"}
CONNECTIONS = 100


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure a whole turn of the real worker on either database."""
    size, repetitions = (600, 3) if quick else (3000, 5)
    library = load()
    figures = []
    with ExitStack() as stack:
        endpoint, _ = stack.enter_context(fcm(folder))
        for name, url in _databases(stack, folder).items():
            figure = Figure(
                f"reminders, claim to result, {name}",
                "bare aiohttp posting to the same stand-in",
                "reminders/s",
                0.6,
            )
            _run(
                lambda to=url, into=figure: _compare(to, endpoint, library, size, repetitions, into)
            )
            figure.notes.append(
                f"{size} due reminders of as many clients with a phone each; {CONNECTIONS} "
                "connections; the stand-in is one more process and answers at once"
            )
            figures.append(figure)
    return figures


def _databases(stack: ExitStack, folder: Path) -> dict[str, str]:
    server = stack.enter_context(postgres_server())
    template = stack.enter_context(postgres_template(server))
    postgres = stack.enter_context(postgres_clone(server, template))
    sqlite = f"sqlite:///{folder / 'bench.db'}"
    migrate(sqlite)
    return {"PostgreSQL": postgres, "SQLite": sqlite}


def _run(job: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a job on the loop that the product runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(job())


async def _compare(
    url: str, endpoint: str, library: Library, size: int, repetitions: int, figure: Figure
) -> None:
    settings = settings_for(url, push_connections=CONNECTIONS)
    sessions, clock = open_sessions(settings), SystemClock()
    transport = open_fcm("p", endpoint, CONNECTIONS)
    worker = Worker(settings, sessions, clock, library, transport)
    first = 0
    for number in range(repetitions + 1):
        bare = await _post(endpoint, size)
        ours = await _turn(worker, sessions, clock, size, first)
        first += size
        # The first of both only warms up.
        if number:
            figure.ceiling.append(bare)
            figure.ours.append(ours)
    await transport.close()
    await sessions.engine.dispose()


async def _turn(
    worker: Worker, sessions: Sessions, clock: SystemClock, size: int, first: int
) -> float:
    now = clock.now()
    await gather_crowd(sessions, size, now, now - timedelta(minutes=1), first=first)
    async with transaction(sessions) as session:
        # A database that lives for long has done so by itself.
        await session.execute(text("ANALYZE"))
    _rest()
    started = time.perf_counter()
    claimed = await worker.turn()
    took = time.perf_counter() - started
    assert claimed == size
    return size / took


async def _post(endpoint: str, size: int) -> float:
    """Post as many messages as fast as aiohttp can, and do nothing else."""
    body = f'{{"message":{encode(a_notice(), a_phone(), NOW)}}}'.encode()
    url = f"{endpoint}/v1/projects/p/messages:send"
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post() -> None:
            async with session.post(url, data=body, headers=HEADERS) as answer:
                await answer.read()
                assert answer.status == 200

        _rest()
        started = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(size)))
        return size / (time.perf_counter() - started)


def _rest() -> None:
    """Put what is there out of the collector's sight, as the product does after its start."""
    gc.collect()
    gc.freeze()
