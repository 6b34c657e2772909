"""One worker process: its turns, its planning, its heartbeat, and how it drains."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete

from api.clock import Clock
from api.content import Library
from api.db import Sessions, insert_into, is_unavailable, transaction
from api.ids import new_id
from api.logs import describe
from api.models import Worker as Heartbeat
from api.settings import Settings
from push.claims import claim, free_lapsed
from push.dispatch import Dispatcher
from push.metrics import CLAIMED, COOLING, TURN_SECONDS
from push.planner import plan_due_clients
from push.record import Sent
from push.ticks import Ticks
from push.transports import Retry, Transport

log = structlog.get_logger("carryover.worker")
# The watchdog steps in after five periods, and a heart may miss 60 s before it counts as stopped.
TURN_S, PLAN_S, BEAT_S = 1, 20, 10
# So many reminders are claimed, marked and recorded together: few commits, little held by each.
CHUNK = 100
# While one chunk is in the database the other is on the wire.
LANES = 2
COOL_DOWN_S = 60
FORGOTTEN = timedelta(days=1)
# Lifetimes of messages are counted from this machine's clock, so it must agree with the database's.
LARGEST_DRIFT = timedelta(seconds=5)


class Worker:
    """Turns due reminders into pushes until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        sessions: Sessions,
        clock: Clock,
        library: Library,
        transport: Transport,
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._clock = clock
        self._dispatcher = Dispatcher(
            sessions, clock, library, transport, settings.reminder_spread_s
        )
        self._transport = transport
        self._id = new_id()
        # None larger than the transport has connections for.
        self._chunk = min(CHUNK, settings.push_connections)
        self._stopping = asyncio.Event()
        self._cool_until = 0.0

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is in flight has its result."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped, then drain."""
        log.info("worker_started", worker=str(self._id))
        jobs: list[tuple[float, Callable[[], Awaitable[object]]]] = [
            (BEAT_S, self._guarded(self.beat)),
            (PLAN_S, self._guarded(self.plan)),
            (TURN_S, self._guarded(self.turn)),
        ]
        ticks = Ticks(jobs)
        ticks.start()
        await self._stopping.wait()
        await ticks.drain()
        await self._transport.close()
        log.info("worker_drained", worker=str(self._id))

    async def turn(self) -> int:
        """Free what dead workers held, then claim and dispatch all that is due; return how many."""
        started = time.monotonic()
        token = new_id()
        chunks = [await self._claim(token)]
        while len(chunks) < LANES and len(chunks[-1]) == self._chunk:
            chunks.append(await self._claim(token))
        lanes = [self._lane(token, chunk) for chunk in chunks]
        done = await asyncio.gather(*lanes, return_exceptions=True)
        TURN_SECONDS.observe(time.monotonic() - started)
        # One lane's error must not cut off the other in the middle of its sends.
        if failed := [each for each in done if isinstance(each, BaseException)]:
            raise failed[0]
        return sum(each for each in done if isinstance(each, int))

    async def _lane(self, token: UUID, ids: list[UUID]) -> int:
        """Dispatch one chunk after another until nothing more is due."""
        total = 0
        while ids:
            total += len(ids)
            self._heed(await self._dispatcher.dispatch(ids, token))
            ids = await self._claim(token) if len(ids) == self._chunk else []
        return total

    async def plan(self) -> None:
        """Materialise reminders ahead for every client who runs short of them."""
        while not self._stopping.is_set():
            planned = await plan_due_clients(
                self._sessions, self._clock, self._settings.reminder_spread_s
            )
            if planned == 0:
                return

    async def beat(self) -> None:
        """Say that this worker lives."""
        async with transaction(self._sessions) as session:
            now = await self._clock.database_now(session)
            row = {"id": self._id, "created_at": now, "beat_at": now}
            await session.execute(
                insert_into(session, Heartbeat)
                .values(row)
                .on_conflict_do_update(index_elements=["id"], set_={"beat_at": now})
            )
            await session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN))

    async def _claim(self, token: UUID) -> list[UUID]:
        if self._is_held_up():
            return []
        async with transaction(self._sessions) as session:
            now = await self._clock.database_now(session)
            await free_lapsed(session, now)
            ids = [] if self._drifts(now) else await claim(session, token, now, self._chunk)
        CLAIMED.inc(len(ids))
        return ids

    def _heed(self, sent: list[Sent]) -> None:
        """Let the whole project cool down when FCM says that its quota is used up."""
        found = (each.outcome for each in sent if isinstance(each.outcome, Retry))
        waits = [retry.after_s or COOL_DOWN_S for retry in found if retry.cool_down]
        if waits:
            self._cool_until = max(self._cool_until, time.monotonic() + max(waits))
            log.warning("push_quota_exhausted", wait_s=max(waits), pushes=len(waits))

    def _is_held_up(self) -> bool:
        cooling = time.monotonic() < self._cool_until
        COOLING.set(cooling)
        return cooling or self._stopping.is_set()

    def _drifts(self, database_now: datetime) -> bool:
        drift = self._clock.now() - database_now
        if abs(drift) > LARGEST_DRIFT:
            log.error("clock_drift", seconds=round(drift.total_seconds(), 1))
            return True
        return False

    @staticmethod
    def _guarded(job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """Return the job with its errors logged: the next tick tries again."""

        async def guarded() -> None:
            try:
                await job()
            except Exception as error:  # noqa: BLE001 - a worker outlives whatever one tick met.
                known = "database_unavailable" if is_unavailable(error) else "tick_failed"
                log.error(known, job=job.__name__, **describe(error))

        return guarded
