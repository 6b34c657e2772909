"""Serving an application over HTTP."""

import socket
from collections.abc import Callable
from functools import partial

import uvicorn
from fastapi import FastAPI

from api.platform.http.connections import Bounds, Connection
from api.platform.http.proxies import behind_proxies
from api.platform.open_files import connections_within
from api.platform.settings import Settings

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
