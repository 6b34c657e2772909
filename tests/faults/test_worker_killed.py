"""The worker, killed, stopped and frozen while a crowd is reminded; the stand-in is the judge."""

import asyncio
import signal
from contextlib import ExitStack
from datetime import timedelta
from subprocess import Popen

import pytest

from api.clock import SystemClock
from api.content import Library
from api.db import Sessions
from push.fcm import open_fcm
from push.worker import LANES, Worker
from tests.databases import settings_for
from tests.faults import ledger
from tests.faults.accepted import behave
from tests.faults.conftest import CONNECTIONS, Ground
from tests.processes import BIN, running
from tests.push.crowds import gather_crowd

pytestmark = pytest.mark.faults
IN_FLIGHT = LANES * CONNECTIONS
# Longer than a lease, and far within the two hours in which a reminder may leave.
PAST_THE_LEASE_S = 70


async def start(ground: Ground, sessions: Sessions, stack: ExitStack, many: int) -> list[Popen]:
    """Start workers that live until the stack ends; all of them are at work when it returns."""
    log = ground.folder / "worker.log"
    commands = [(BIN / "carryover", "worker")] * many
    already = await ledger.beating(sessions)
    workers = [stack.enter_context(running(*each, env=ground.env, log=log)) for each in commands]
    for _ in range(400):
        if await ledger.beating(sessions) == already + many:
            return workers
        assert all(worker.poll() is None for worker in workers), log.read_text()
        await asyncio.sleep(0.1)
    raise AssertionError("they do not start")


async def until_accepted(ground: Ground, count: int) -> None:
    for _ in range(1000):
        if len(ground.accepted) >= count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"only {len(ground.accepted)} of {count} were accepted")


async def test_workers_killed_one_after_another_send_nothing_twice_and_nothing_early(
    ground: Ground, sessions: Sessions
) -> None:
    size = 400
    # Far longer than a test takes to see a push arrive and to kill, so that the last worker, which
    # alone is left to send, dies with pushes in flight.
    behave(ground.endpoint, "slow", delay_s=1.0)
    with ExitStack() as stack:
        doomed = await start(ground, sessions, stack, 4)
        soon = ground.now() + timedelta(seconds=0.5)
        await gather_crowd(sessions, size, soon, soon, apart=timedelta(milliseconds=8))
        for worker in doomed:
            await until_accepted(ground, len(ground.accepted) + 20)
            worker.kill()
            worker.wait(timeout=10)
        behave(ground.endpoint, "ok")
        ground.skip(PAST_THE_LEASE_S)
        await start(ground, sessions, stack, 1)
        await ledger.all_ended(sessions, within_s=30)
    due, times = await ledger.reminders(sessions), ground.accepted.times()
    lost = await ledger.lost(sessions)
    assert ground.accepted.twice() == []
    assert ledger.early(due, times) == []
    assert ledger.late(due, times) == []
    assert due.keys() - times.keys() <= lost
    assert len(lost) <= len(doomed) * IN_FLIGHT
    assert lost, "no kill hit a push in flight"


async def test_sigterm_finishes_what_is_in_flight_and_loses_nothing(
    ground: Ground, sessions: Sessions, library: Library
) -> None:
    size = 150
    behave(ground.endpoint, "slow", delay_s=0.8)
    await gather_crowd(sessions, size, ground.now(), ground.now())
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack, 1)
        await until_accepted(ground, 1)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 20) == 0
    found = await ledger.states(sessions)
    assert set(found) == {"sent", "scheduled"}
    assert found["sent"] == len(ground.accepted)
    assert await ledger.in_flight(sessions) == 0
    behave(ground.endpoint, "ok")
    transport = open_fcm("p", ground.endpoint)
    settings = settings_for(ground.env["CARRYOVER_DATABASE_URL"])
    await Worker(settings, sessions, SystemClock(), library, transport).turn()
    await transport.close()
    assert await ledger.states(sessions) == {"sent": size}
    assert ground.accepted.twice() == []
    assert len(ground.accepted) == size


async def test_a_worker_that_was_frozen_beyond_its_lease_sends_nothing_twice(
    ground: Ground, sessions: Sessions
) -> None:
    size = 300
    behave(ground.endpoint, "slow", delay_s=0.2)
    with ExitStack() as stack:
        frozen, _ = await start(ground, sessions, stack, 2)
        await gather_crowd(sessions, size, ground.now(), ground.now())
        await until_accepted(ground, 20)
        frozen.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.5)
        ground.skip(PAST_THE_LEASE_S)
        await asyncio.sleep(1.5)
        frozen.send_signal(signal.SIGCONT)
        await ledger.all_ended(sessions, within_s=30)
    due, times = await ledger.reminders(sessions), ground.accepted.times()
    assert ground.accepted.twice() == []
    # What came back late was recorded as what it was, so that nothing accepted is called lost.
    assert len(due.keys() - times.keys()) <= IN_FLIGHT
    recorded = {key for key, row in due.items() if row.state == "sent"}
    assert recorded <= times.keys()
