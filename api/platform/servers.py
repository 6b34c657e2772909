"""How an application is served over HTTP, and what a process does before its long run."""

import gc
import os
import threading

import structlog
import uvicorn
from fastapi import FastAPI

from api.platform.settings import Settings

log = structlog.get_logger("carryover.server")
DRAIN_S = 20


def build_server(app: FastAPI, settings: Settings, host: str, port: int) -> uvicorn.Server:
    """Return a server that is ready to serve; told to stop, it answers what is in flight."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=DRAIN_S,
    )
    return uvicorn.Server(config)


def quieten_collector() -> None:
    """Call it when all is loaded: what is there stays, and is not searched for garbage again.

    A request leaves few cycles behind, so that searching seldom costs less and keeps nothing long.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def leave_within(seconds: float) -> None:
    """End this process after so many seconds if it is still there: its cleaning up has stalled.

    A connection whose other end swallows everything can hold up the loop's own end for ever.
    """
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("exit_forced")
    os._exit(1)
