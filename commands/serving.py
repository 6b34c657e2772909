"""The processes that stay: the API, alone or with a worker inside, the worker, and the demo."""

import asyncio
import signal
import socket
from functools import partial

import structlog
from prometheus_client import start_http_server

from api.app import create_app
from api.library import load
from api.platform.clock import clock_of
from api.platform.database_faults import fault_of
from api.platform.db import Sessions, transaction
from api.platform.listening import listen, url_of
from api.platform.schema import require_schema
from api.platform.servers import Server, build_server, leave_within, quieten_collector
from api.platform.settings import Settings
from commands.running import fail, opened, read_settings, run
from push.start import build_worker
from push.worker import Worker

log = structlog.get_logger("carryover.server")
# Longer than the 25 s of draining pushes; after that, a database that does not answer is left.
LEAVE_S = 32.0


def run_api(host: str, port: int, with_worker: bool) -> None:
    """Serve the API until told to stop."""
    settings = read_settings()

    async def listen_and_serve() -> None:
        with listen(host, port) as listener:
            await serve(settings, listener, with_worker)

    run(settings, listen_and_serve)


def run_worker() -> None:
    """Push reminders until told to stop."""
    settings = read_settings()
    if settings.worker_metrics_port:
        _show_metrics(settings.worker_metrics_port)
    run(settings, lambda: _work(settings))


async def serve(settings: Settings, listener: socket.socket, with_worker: bool) -> None:
    """Serve on a socket that listens already, with a worker of this process or without."""
    async with opened(settings) as sessions:
        await _look_at(sessions, settings)
        clock, library = clock_of(settings), load()
        pushing = build_worker(settings, sessions, clock, library) if with_worker else None
        app = create_app(settings, sessions, clock, library)
        told = partial(log.info, "listening", url=url_of(listener), worker=with_worker)
        await _answer(build_server(app, settings, told), listener, pushing)


async def _answer(server: Server, listener: socket.socket, pushing: Worker | None) -> None:
    """Answer requests, and push beside that, until told to stop."""
    # uvicorn re-raises the signal after its shutdown; it must not end the process before the drain.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    working = asyncio.create_task(pushing.run()) if pushing else None
    quieten_collector()
    try:
        await server.serve([listener])
    finally:
        leave_within(LEAVE_S)
        if pushing and working:
            pushing.stop()
            await working


async def _work(settings: Settings) -> None:
    async with opened(settings) as sessions:
        await _look_at(sessions, settings)
        pushing = build_worker(settings, sessions, clock_of(settings), load())
        loop = asyncio.get_running_loop()

        def stop() -> None:
            pushing.stop()
            leave_within(LEAVE_S)

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        quieten_collector()
        await pushing.run()


async def _look_at(sessions: Sessions, settings: Settings) -> None:
    """Look at the database before anything starts; one that is only away may come back."""
    try:
        async with transaction(sessions) as session:
            await require_schema(session)
    except Exception as error:
        fault = fault_of(error, settings)
        if fault is None or not fault.passes:
            raise
        log.error("database_unavailable", job="start", told=str(fault))


def _show_metrics(port: int) -> None:
    try:
        start_http_server(port, "127.0.0.1")
    except OSError as error:
        fail(
            f"CARRYOVER_WORKER_METRICS_PORT: cannot listen on {port} ({error.strerror}). "
            "Name another port."
        )
