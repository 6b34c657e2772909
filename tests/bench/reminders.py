"""Reminders per second from claim to result, against aiohttp and the SDK sending messages."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
from firebase_admin import App
from sqlalchemy import text

from api.library import Library, load
from api.platform.clock import SystemClock
from api.platform.db import Sessions, open_sessions, transaction
from api.platform.processes import quieten_collector
from push.fcm.client import encode, open_fcm
from push.worker import Worker
from tests.bench.figures import Figure
from tests.bench.loops import run
from tests.bench.sdk import sdk_at, send_by_sdk
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

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer local"}
CONNECTIONS = 200
# The SDK is slow, and two batches tell as much as six.
SDK_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Stage:
    """What all three send on: a database, a stand-in for FCM, the content and an app of the SDK."""

    url: str
    endpoint: str
    library: Library
    app: App
    size: int


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure a whole turn of the real worker on either database."""
    size, repetitions = (600, 3) if quick else (3000, 5)
    library = load()
    figures = []
    with ExitStack() as stack:
        endpoint, _ = stack.enter_context(fcm(folder))
        for name, url in _databases(stack, folder).items():
            bare, sdk = _figures(name, size)
            with sdk_at(endpoint) as app:
                stage = Stage(url, endpoint, library, app, size)
                run(partial(_compare, stage, repetitions, bare, sdk))
            figures += [bare, sdk]
    return figures


def _figures(database: str, size: int) -> tuple[Figure, Figure]:
    path, unit = f"reminders, claim to result, {database}", "reminders/s"
    bare = Figure(path, "bare aiohttp posting to the same stand-in", unit, 0.6)
    sdk = Figure(path, "`send_each_async` of firebase-admin, the same stand-in", unit, 4)
    bare.notes.append(
        f"{size} due reminders of as many clients with a phone each; {CONNECTIONS} "
        "connections; the stand-in is one more process and answers at once"
    )
    return bare, sdk


def _databases(stack: ExitStack, folder: Path) -> dict[str, str]:
    server = stack.enter_context(postgres_server())
    template = stack.enter_context(postgres_template(server))
    postgres = stack.enter_context(postgres_clone(server, template))
    sqlite = f"sqlite:///{folder / 'bench.db'}"
    migrate(sqlite)
    return {"PostgreSQL": postgres, "SQLite": sqlite}


async def _compare(stage: Stage, repetitions: int, bare: Figure, sdk: Figure) -> None:
    async with _worker(stage) as (worker, sessions):
        for number in range(repetitions + 1):
            posted = await _post(stage.endpoint, stage.size)
            ours = await _turn(worker, sessions, stage.size, number * stage.size)
            sent = await send_by_sdk(stage.app, min(stage.size, SDK_SIZE))
            # The first of each only warms up.
            if number:
                bare.ours.append(ours)
                bare.ceiling.append(posted)
                sdk.ours.append(ours)
                sdk.ceiling.append(sent)


@asynccontextmanager
async def _worker(stage: Stage) -> AsyncIterator[tuple[Worker, Sessions]]:
    settings = settings_for(stage.url, push_connections=CONNECTIONS)
    sessions = open_sessions(settings)
    transport = open_fcm("p", stage.endpoint, CONNECTIONS)
    yield Worker(settings, sessions, SystemClock(), stage.library, transport), sessions
    await transport.close()
    await sessions.engine.dispose()


async def _turn(worker: Worker, sessions: Sessions, size: int, first: int) -> float:
    now = SystemClock().now()
    await gather_crowd(sessions, size, now, now - timedelta(minutes=1), first=first)
    async with transaction(sessions) as session:
        # A database that lives for long has done so by itself.
        await session.execute(text("ANALYZE"))
    quieten_collector()
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

        quieten_collector()
        started = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(size)))
        return size / (time.perf_counter() - started)
