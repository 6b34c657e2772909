"""The API's process, alone or with a worker inside, and the demo's."""

import asyncio
import signal
import socket
from functools import partial
from typing import TYPE_CHECKING

import structlog

from api.app import create_app
from api.library import Library, load
from api.platform.clock import Clock, clock_of
from api.platform.db import Sessions
from api.platform.listening import listen, url_of
from api.platform.processes import leave_within, quieten_collector
from api.platform.servers import Server, build_server
from api.platform.settings import Settings
from commands.running import look_at, opened, read_settings, run

if TYPE_CHECKING:
    from push.worker import Worker

log = structlog.get_logger("carryover.server")


def run_api(host: str, port: int, with_worker: bool) -> None:
    """Serve the API until told to stop."""
    settings = read_settings()

    async def listen_and_serve() -> None:
        with listen(host, port) as listener:
            await serve(settings, listener, with_worker)

    run(settings, listen_and_serve)


async def serve(settings: Settings, listener: socket.socket, with_worker: bool) -> None:
    """Serve on a socket that listens already, with a worker of this process or without."""
    async with opened(settings) as sessions:
        await look_at(sessions, settings)
        clock, library = clock_of(settings), load()
        pushing = _worker(settings, sessions, clock, library) if with_worker else None
        app = create_app(settings, sessions, clock, library)
        told = partial(log.info, "listening", url=url_of(listener), worker=with_worker)
        await _answer(build_server(app, settings, told), listener, pushing)


def _worker(settings: Settings, sessions: Sessions, clock: Clock, library: Library) -> "Worker":
    # Imported here: a process that only serves is a tenth smaller without what pushes.
    from push.start import build_worker

    return build_worker(settings, sessions, clock, library)


async def _answer(server: Server, listener: socket.socket, pushing: "Worker | None") -> None:
    """Answer requests, and push beside that, until told to stop."""
    # uvicorn re-raises the signal after its shutdown; it must not end the process before the drain.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    working = asyncio.create_task(pushing.run()) if pushing else None
    quieten_collector()
    try:
        await server.serve([listener])
    finally:
        leave_within()
        if pushing and working:
            pushing.stop()
            await working
