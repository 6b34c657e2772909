"""Serving an application over HTTP, and preparing a process to run for long and to end in time."""

import gc
import os
import socket
import threading
from collections.abc import Callable
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI

from api.platform.http.connections import Bounds, Connection
from api.platform.http.proxies import behind_proxies
from api.platform.open_files import connections_within
from api.platform.settings import Settings

log = structlog.get_logger("carryover.server")
DRAIN_S = 20
# A connection that nobody uses for so long is closed.
IDLE_S = 5


class Server(uvicorn.Server):
    """Calls `answers` once it has started."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._answers()


def build_server(app: FastAPI, settings: Settings, answers: Callable[[], None]) -> Server:
    """Return a server that is ready to run and calls `answers` once it does.

    On a stop signal it finishes requests in flight.
    """
    config = uvicorn.Config(
        behind_proxies(app, settings),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_keep_alive=IDLE_S,
        http=partial(Connection, bounds=_bounds(settings)),  # type: ignore[arg-type]
        ws="none",
    )
    return Server(config, answers)


def _bounds(settings: Settings) -> Bounds:
    pushes = settings.push_connections if settings.push_transport == "fcm" else 0
    return Bounds(
        settings.headers_within_s,
        settings.body_within_s,
        settings.max_header_bytes,
        connections_within(settings.max_connections, settings.database_pool + pushes),
    )


def quieten_collector() -> None:
    """Exclude all present objects from garbage collection; call it when everything is loaded.

    Requests leave few reference cycles, so collections are made rare: it costs little memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def leave_within(seconds: float) -> None:
    """End this process after that many seconds if it is still running, because clean-up stalled.

    A connection whose peer never answers can keep the event loop from closing for ever.
    """
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("exit_forced")
    os._exit(1)
