"""Workers killed, stopped and frozen while a crowd is reminded; the stand-in is the judge."""

import asyncio
import signal
from contextlib import ExitStack
from datetime import timedelta

import pytest

from api.library import Library
from api.platform.clock import SystemClock
from api.platform.db import Sessions
from push.fcm.client import open_fcm
from push.worker import Worker
from tests.databases import settings_for
from tests.faults import ledger
from tests.faults.accepted import hold, release
from tests.faults.conftest import Ground
from tests.faults.workers import (
    IN_FLIGHT,
    PAST_THE_LEASE_S,
    freeze,
    kill,
    start,
    until_accepted,
    until_turned,
)
from tests.push.crowds import gather_crowd
from tests.waiting import WITHIN_S

pytestmark = pytest.mark.faults


async def test_workers_killed_one_after_another_send_nothing_twice_and_nothing_early(
    ground: Ground, sessions: Sessions
) -> None:
    size, apart = 100, timedelta(milliseconds=8)
    with ExitStack() as stack:
        doomed = await start(ground, sessions, stack, 4)
        for worker in doomed:
            # None is answered, so that the last one, which alone is left to send, dies with pushes
            # in flight.
            hold(ground.endpoint)
            already, soon = len(ground.accepted), ground.now() + timedelta(seconds=0.5)
            await gather_crowd(sessions, size, soon, soon, apart, first=ground.count_off(size))
            await until_accepted(ground, already + 20)
            await kill(worker)
            release(ground.endpoint)
        ground.skip(PAST_THE_LEASE_S)
        await start(ground, sessions, stack)
        await ledger.all_ended(sessions)
    found, lost = await ledger.held(ground, sessions), await ledger.lost(sessions)
    assert found.missed <= lost
    assert len(lost) <= len(doomed) * IN_FLIGHT
    assert lost, "no kill hit a push in flight"


async def test_sigterm_finishes_what_is_in_flight_and_loses_nothing(
    ground: Ground, sessions: Sessions, library: Library
) -> None:
    size = 150
    hold(ground.endpoint)
    await gather_crowd(sessions, size, ground.now(), ground.now())
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        await until_accepted(ground, 1)
        worker.send_signal(signal.SIGTERM)
        release(ground.endpoint)
        assert await asyncio.to_thread(worker.wait, WITHIN_S) == 0
    found = await ledger.states(sessions)
    assert set(found) == {"sent", "scheduled"}
    assert found["sent"] == len(ground.accepted)
    assert await ledger.in_flight(sessions) == 0
    transport = open_fcm("p", ground.endpoint)
    settings = settings_for(ground.database_url)
    await Worker(settings, sessions, SystemClock(), library, transport).turn()
    await transport.close()
    assert await ledger.states(sessions) == {"sent": size}
    await ledger.held(ground, sessions)
    assert len(ground.accepted) == size


async def test_a_worker_that_was_frozen_beyond_its_lease_sends_nothing_twice(
    ground: Ground, sessions: Sessions
) -> None:
    size = 300
    hold(ground.endpoint)
    with ExitStack() as stack:
        frozen, other = await start(ground, sessions, stack, 2)
        await gather_crowd(sessions, size, ground.now(), ground.now())
        await until_accepted(ground, 20)
        await freeze(ground, frozen)
        release(ground.endpoint)
        ground.skip(PAST_THE_LEASE_S)
        await until_turned(ground, other)
        frozen.send_signal(signal.SIGCONT)
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    # What came back late was recorded as what it was, so that nothing accepted is called lost.
    assert len(found.missed) <= IN_FLIGHT
    recorded = {key for key, row in found.due.items() if row.state == "sent"}
    assert recorded <= {push.reminder_id for push in found.pushes}
