"""The worker's process, which pushes reminders and loads nothing of what serves requests."""

import asyncio
import signal

from prometheus_client import start_http_server

from api.library import load
from api.platform.clock import clock_of
from api.platform.processes import leave_within, quieten_collector
from api.platform.settings import Settings
from commands.running import fail, look_at, opened, read_settings, run
from push.start import build_worker


def run_worker() -> None:
    """Push reminders until told to stop."""
    settings = read_settings()
    if settings.worker_metrics_port:
        _show_metrics(settings.worker_metrics_port)
    run(settings, lambda: _work(settings))


async def _work(settings: Settings) -> None:
    async with opened(settings) as sessions:
        await look_at(sessions, settings)
        pushing = build_worker(settings, sessions, clock_of(settings), load())
        loop = asyncio.get_running_loop()

        def stop() -> None:
            pushing.stop()
            leave_within()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        quieten_collector()
        await pushing.run()


def _show_metrics(port: int) -> None:
    try:
        start_http_server(port, "127.0.0.1")
    except OSError as error:
        fail(
            f"CARRYOVER_WORKER_METRICS_PORT: cannot listen on {port} ({error.strerror}). "
            "Name another port."
        )
