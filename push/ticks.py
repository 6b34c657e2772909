"""Calls jobs again and again: APScheduler ticks, watched by a monotonic clock.

A tick decides nothing about a reminder, so a late, lost or doubled one does no harm.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]
WATCH_S = 2.0
# A job whose next tick is this many periods overdue is called by the watchdog.
PATIENCE = 5


class Ticks:
    """Runs each job every so many seconds, never twice at once."""

    def __init__(self, jobs: Sequence[tuple[float, Job]]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._jobs = [_Job(period_s, job) for period_s, job in jobs]
        self._watch: asyncio.Task[None] | None = None
        self._late: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Call every job at once and then by its period."""
        for job in self._jobs:
            self._scheduler.add_job(job.run, "interval", seconds=job.period_s)
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watching())

    async def drain(self) -> None:
        """Start nothing more and wait for what is running."""
        self._scheduler.pause()
        if self._watch is not None:
            self._watch.cancel()
        # shutdown(wait=True) would cancel a running coroutine: wait first, then shut down.
        await asyncio.gather(*(job.finished() for job in self._jobs))
        self._scheduler.shutdown(wait=False)

    async def _watching(self) -> None:
        """Tick by the monotonic clock what the scheduler forgot: the wall clock may step back."""
        while True:
            for job in self._jobs:
                if job.is_overdue():
                    # A task of its own: the watch may be cancelled, a running job may not.
                    task = asyncio.create_task(job.run())
                    self._late.add(task)
                    task.add_done_callback(self._late.discard)
            await asyncio.sleep(WATCH_S)


class _Job:
    """One job, its lock and when it last began."""

    def __init__(self, period_s: float, job: Job) -> None:
        self.period_s = period_s
        self._job = job
        self._running = asyncio.Lock()
        self._began_at = float("-inf")

    async def run(self) -> None:
        if self._running.locked():
            return
        async with self._running:
            self._began_at = time.monotonic()
            await self._job()

    async def finished(self) -> None:
        async with self._running:
            return

    def is_overdue(self) -> bool:
        return time.monotonic() - self._began_at > PATIENCE * self.period_s
