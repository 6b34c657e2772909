"""Running jobs periodically: APScheduler starts them, a watchdog on the loop's clock helps out.

What is sent is decided in the database, so a late, lost, repeated or cancelled run does no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from api.platform.db import is_unavailable
from api.platform.log_lines import describe
from push.metrics import STALLED

log = structlog.get_logger("carryover.worker")
WATCH_S = 2.0
# The watchdog starts a job that is overdue by this many periods.
PATIENCE = 5
# No healthy run lasts this long: turns and sweeps begin nothing new after half a minute.
STALL_S = 120.0
# When draining, a run is cancelled this often, this many seconds apart, until it ends.
CUTS, CUT_S = 5, 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """What is called, how often, and its name in logs and metrics."""

    name: str
    period_s: float
    call: Callable[[], Awaitable[object]]


class Ticks:
    """Runs each job every `period` seconds, and never twice at once."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._runs = [_Runs(job) for job in jobs]
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run every job now, and from then on by its period."""
        for each in self._runs:
            self._scheduler.add_job(each.tick, "interval", seconds=each.job.period_s)
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watching())

    async def drain(self, within_s: float) -> None:
        """Start no more runs, wait `within_s` seconds for those that run, then cancel the rest."""
        self._scheduler.pause()
        if self._watch is not None:
            self._watch.cancel()
        running = {task: each.job.name for each in self._runs for task in each.close()}
        late = await _wait(set(running), within_s)
        if late:
            log.error("drain_cut_off", jobs=sorted({running[task] for task in late}))
            await _cut(late)
        self._scheduler.shutdown(wait=False)

    async def _watching(self) -> None:
        """Watch every job by the loop's clock, since the wall clock may step back."""
        while True:
            for each in self._runs:
                each.watch()
            await asyncio.sleep(WATCH_S)


class _Runs:
    """The runs of one job: the current one and when it began, and those that were given up."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._task: asyncio.Task[None] | None = None
        self._given_up: set[asyncio.Task[None]] = set()
        self._began_at = float("-inf")
        self._closed = False

    async def tick(self) -> None:
        """Begin a run unless one is going on; do not wait for it, so a stall stops no ticks."""
        if not (self._closed or self._is_on()):
            self._begin()

    def watch(self) -> None:
        """Begin a run that the scheduler missed, and replace a run that has stalled."""
        for task in self._given_up:
            # Cancelling can stall too, on the same dead connection.
            task.cancel()
        age_s = asyncio.get_running_loop().time() - self._began_at
        if not self._is_on():
            if age_s > PATIENCE * self.job.period_s:
                self._begin()
        elif age_s > STALL_S:
            self._give_up()
            self._begin()

    def close(self) -> set[asyncio.Task[None]]:
        """Begin no more runs; return those that still run."""
        self._closed = True
        for task in self._given_up:
            task.cancel()
        running = {self._task} if self._task is not None and self._is_on() else set()
        return running | self._given_up

    def _is_on(self) -> bool:
        return self._task is not None and not self._task.done()

    def _begin(self) -> None:
        self._began_at = asyncio.get_running_loop().time()
        self._task = asyncio.create_task(self._run(), name=self.job.name)

    def _give_up(self) -> None:
        task = self._task
        if task is None:
            return
        self._given_up.add(task)
        task.add_done_callback(self._given_up.discard)
        task.cancel()
        STALLED.labels(self.job.name).inc()
        log.error("tick_stalled", job=self.job.name, after_s=STALL_S)

    async def _run(self) -> None:
        """Run once and log errors; the next tick tries again."""
        try:
            await self.job.call()
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever one tick met.
            known = "database_unavailable" if is_unavailable(error) else "tick_failed"
            log.error(known, job=self.job.name, **describe(error))


async def _wait(tasks: set[asyncio.Task[None]], within_s: float) -> set[asyncio.Task[None]]:
    """Return the tasks that have not ended within that many seconds."""
    if not tasks:
        return set()
    _, late = await asyncio.wait(tasks, timeout=within_s)
    return late


async def _cut(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel the tasks repeatedly until all have ended or the attempts are used up."""
    for _ in range(CUTS):
        for task in tasks:
            task.cancel()
        tasks = await _wait(tasks, CUT_S)
