"""One worker process: its turns, planning, heartbeat and other jobs, and how it drains."""

import asyncio
import time
from collections.abc import Callable

import structlog

from api.erasure.ledger import ledger_of
from api.insights.marks import BATCH, look_at_marked
from api.library import Library
from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.ids import new_id
from api.platform.settings import Settings
from push.chores.chaining import CHAIN_S, build_chainer
from push.chores.erasing import erase_and_plan
from push.chores.exports import make_exports
from push.chores.looks import look_at_due_clients
from push.chores.planner import plan_due_clients, remind_of_untold
from push.chores.prune import prune_unplanned
from push.chores.resealing import reseal
from push.chores.stale import disable_stale
from push.metrics import LOOKS, TURN_SECONDS
from push.ticks import Job, Ticks
from push.transports import Transport
from push.turn.claiming import Chunk, Claimer
from push.turn.clears import Clearer
from push.turn.dispatch import Dispatcher
from push.vitals import Drift, beat, sample

log = structlog.get_logger("carryover.worker")
# Seconds between runs. The watchdog waits five periods, and 60 s without a heartbeat are too long.
TURN_S, CLEAR_S, BEAT_S, SAMPLE_S, PLAN_S, LOOK_S, SWEEP_S = 1, 2, 10, 15, 20, 60, 3600
LOOK_SOON_S, EXPORT_S, ERASE_S = 2, 2, 60
# Jobs that go on as long as there is work begin nothing new after this; the next tick continues.
LONGEST_S = 30.0
# Without a successful turn for this long there is no heartbeat, since nobody is reminded.
SILENCE_S = 60.0
# Time to drain after the stop signal: a send takes 15 s at most, then its result is stored.
DRAIN_S = 25.0
# Reminders claimed, marked and recorded together: enough for few commits, few enough to hold.
CHUNK = 200
# Two, so that one chunk can use the database while the other is being sent.
LANES = 2


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
        self._clearer = Clearer(sessions, clock, transport)
        self._chainer = build_chainer(settings, sessions, clock)
        self._transport = transport
        self._library = library
        self._ledger = ledger_of(settings)
        self._id = new_id()
        # No larger than the number of the transport's connections.
        self._chunk = min(CHUNK, settings.push_connections)
        self._stopping = asyncio.Event()
        self._drift = Drift()
        self._claimer = Claimer(sessions, clock, self._drift, self._chunk, self._stopping.is_set)
        # A worker that has just started counts as healthy until its first turn should have ended.
        self._turned_at = _loop_s()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when all pushes in flight have their results."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped, then drain for 25 s at most and cancel what is left."""
        log.info("worker_started", worker=str(self._id))
        ticks = Ticks(
            [
                Job("beat", BEAT_S, self.beat),
                Job("plan", PLAN_S, self.plan),
                Job("turn", TURN_S, self.turn),
                Job("clear", CLEAR_S, self.clear),
                Job("look_soon", LOOK_SOON_S, self.look_soon),
                Job("look", LOOK_S, self.look),
                Job("export", EXPORT_S, self.export),
                Job("erase", ERASE_S, self.erase),
                Job("sample", SAMPLE_S, self.sample),
                Job("chain", CHAIN_S, lambda: self._chainer.chain(self._patience())),
                Job("disable_stale", SWEEP_S, self.disable_stale),
                Job("prune", SWEEP_S, self.prune),
                Job("reseal", SWEEP_S, self.reseal),
            ]
        )
        ticks.start()
        await self._stopping.wait()
        await ticks.drain(DRAIN_S)
        await self._transport.close()
        log.info("worker_drained", worker=str(self._id))

    async def turn(self) -> int:
        """Release claims of dead workers, then claim and dispatch what is due; return how many."""
        started = time.monotonic()
        goes_on = self._patience()
        chunks = [await self._claimer.claim(begins=True)]
        while len(chunks) < LANES and len(chunks[-1].ids) == self._chunk:
            chunks.append(await self._claimer.claim())
        lanes = [self._lane(chunk, goes_on) for chunk in chunks]
        done = await asyncio.gather(*lanes, return_exceptions=True)
        # An error in one lane must not cancel the other in the middle of its sends.
        if failed := [each for each in done if isinstance(each, BaseException)]:
            raise failed[0]
        TURN_SECONDS.observe(time.monotonic() - started)
        if not self._drift.is_too_large:
            self._turned_at = _loop_s()
        return sum(each for each in done if isinstance(each, int))

    async def _lane(self, chunk: Chunk, goes_on: Callable[[], bool]) -> int:
        """Dispatch one chunk after another until nothing is due or the turn has lasted too long."""
        total = 0
        while chunk.ids:
            total += len(chunk.ids)
            await self._dispatcher.dispatch(chunk.ids, chunk.token)
            if len(chunk.ids) < self._chunk or not goes_on():
                break
            chunk = await self._claimer.claim()
        return total

    async def clear(self) -> None:
        """Clear the notifications on phones of what was answered on another one."""
        goes_on = self._patience()
        while goes_on() and not self._drift.is_too_large:
            if await self._clearer.clear(self._chunk) < self._chunk:
                return

    async def plan(self) -> None:
        """Add reminders of briefs that were missed, then plan ahead for all clients."""
        goes_on, spread_s = self._patience(), self._settings.reminder_spread_s
        if goes_on():
            await remind_of_untold(self._sessions, self._clock, spread_s)
        await plan_due_clients(self._sessions, self._clock, spread_s, goes_on)

    async def look_soon(self) -> None:
        """Look at the clients who have just checked in, which may open alerts."""
        goes_on = self._patience()
        done = BATCH
        while done == BATCH and goes_on():
            done = await look_at_marked(self._sessions, self._clock)
            LOOKS.inc(done)

    async def look(self) -> None:
        """Run the daily look at each client whose time for it has come, which may open alerts.

        First of all at who waits since she checked in: that is told as of its own date.
        """
        await self.look_soon()
        goes_on = self._patience()
        while goes_on():
            if await look_at_due_clients(self._sessions, self._clock) == 0:
                return

    async def export(self) -> None:
        """Make the copies of their data that people asked for, and delete those that expired."""
        await make_exports(self._sessions, self._clock, self._library, self._patience())

    async def erase(self) -> None:
        """Erase the clients whose time has come, and plan what retention is to erase."""
        await erase_and_plan(self._sessions, self._clock, self._ledger, self._patience())

    async def beat(self) -> None:
        """Write the heartbeat, unless turns do not end or this worker's clock is wrong."""
        if _loop_s() - self._turned_at > SILENCE_S:
            log.error("worker_silent", worker=str(self._id))
            return
        async with transaction(self._sessions) as session:
            await beat(session, self._id, await self._clock.database_now(session))

    async def sample(self) -> None:
        """Measure the queue, and count the phones whose clock rules differ from ours."""
        await sample(self._sessions, self._clock)

    async def disable_stale(self) -> None:
        """Disable phones that have not been heard of for a month."""
        await disable_stale(self._sessions, self._clock, self._patience())

    async def prune(self) -> None:
        """Delete reminders, holds and sign-ins that nobody can ask about any more."""
        await prune_unplanned(self._sessions, self._clock, self._patience())

    async def reseal(self) -> None:
        """Seal with the key that signs what one sealed that will go."""
        await reseal(self._sessions, self._clock, self._settings.keys, self._patience())

    def _patience(self) -> Callable[[], bool]:
        """Return a function that tells whether to go on: until stopped, for 30 s at most."""
        until = _loop_s() + LONGEST_S
        return lambda: not self._stopping.is_set() and _loop_s() < until


def _loop_s() -> float:
    """Return the time of the loop's clock in seconds, which its timers use too."""
    return asyncio.get_running_loop().time()
