"""The worker as a whole: how it drains the queue, what it survives, and its liveness."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions, open_sessions
from push.fcm.client import open_fcm
from push.turn.dispatch import RECORD_WAITS_S
from push.worker import LANES, Worker
from tests.conftest import NOW
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.push.clocks import FailingClock
from tests.push.crowds import gather_crowd, target_of
from tests.push.cut_network import CuttableNetwork
from tests.push.reading import attempts, states, until_sent
from tests.push.rig import CONNECTIONS, TIMEOUT_S, Rig
from tests.waiting import until


def events(logs: list[Any]) -> list[str]:
    return [entry["event"] for entry in logs]


async def test_a_turn_tells_how_many_it_claimed(worker: Worker, sessions: Sessions) -> None:
    assert await worker.turn() == 0
    await gather_crowd(sessions, 3, NOW, NOW)
    assert [await worker.turn(), await worker.turn()] == [3, 0]


async def test_a_turn_goes_on_until_nothing_is_due(rig: Rig, sessions: Sessions) -> None:
    size = 5 * CONNECTIONS + 1
    await gather_crowd(sessions, size, NOW, NOW)
    assert await rig.worker.turn() == size
    assert sorted(rig.pushed) == sorted(map(target_of, range(size)))


async def test_two_workers_push_each_reminder_once(rig: Rig, sessions: Sessions) -> None:
    await gather_crowd(sessions, 300, NOW, NOW)
    other = rig.with_settings(rig.worker._settings)
    shares = await asyncio.gather(*(each.worker.turn() for each in (rig, other, rig, other)))
    assert sum(shares) == 300
    assert sorted(rig.pushed) == sorted(map(target_of, range(300)))


async def test_stopping_finishes_what_is_in_flight_and_records_it(
    rig: Rig, sessions: Sessions
) -> None:
    await gather_crowd(sessions, 1, NOW, NOW)
    rig.stub.hold()
    running = asyncio.create_task(rig.worker.run())
    await until(lambda: rig.stub.requests == 1, "the push to reach FCM")
    rig.worker.stop()
    assert await states(sessions) == ["claimed"]
    rig.stub.release()
    await running
    assert await states(sessions) == ["sent"]


async def test_stopping_claims_nothing_more(rig: Rig, sessions: Sessions) -> None:
    size, in_flight = 6 * CONNECTIONS, LANES * CONNECTIONS
    await gather_crowd(sessions, size, NOW, NOW)
    rig.stub.hold()
    turn = asyncio.create_task(rig.worker.turn())
    await until(lambda: rig.stub.requests > 0, "a push to reach FCM")
    rig.worker.stop()
    rig.stub.release()
    await turn
    found = await states(sessions)
    assert (found.count("sent"), found.count("scheduled")) == (in_flight, size - in_flight)
    assert sorted(await attempts(sessions)) == [0] * (size - in_flight) + [1] * in_flight
    other = rig.with_settings(rig.worker._settings)
    assert await other.worker.turn() == size - in_flight
    assert sorted(rig.pushed) == sorted(map(target_of, range(size)))


async def test_a_failing_tick_does_not_end_the_worker(rig: Rig, sessions: Sessions) -> None:
    clock = FailingClock(NOW)
    clock.failures = 6
    await gather_crowd(sessions, 1, NOW, NOW)
    other = rig.with_settings(rig.worker._settings, clock)
    with capture_logs() as logs:
        running = asyncio.create_task(other.worker.run())
        await until(lambda: bool(rig.pushed), "the push")
        other.worker.stop()
        await running
    failed = [entry for entry in logs if entry["event"] == "tick_failed"]
    assert len(failed) == 6
    assert {entry["job"] for entry in failed} >= {"turn"}
    assert "no time" not in str(failed)


async def test_one_failing_lane_does_not_cut_off_the_other(rig: Rig, sessions: Sessions) -> None:
    clock = FailingClock(NOW)
    await gather_crowd(sessions, 3 * CONNECTIONS, NOW, NOW)
    rig.stub.hold()
    other = rig.with_settings(rig.worker._settings, clock)
    turn = asyncio.create_task(other.worker.turn())
    await until(lambda: rig.stub.requests == CONNECTIONS, "every connection to be in use")
    clock.failures = 1
    rig.stub.release()
    with pytest.raises(RuntimeError):
        await turn
    # The turn failed, but only after the other lane had stored all its results.
    found = await states(sessions)
    assert (found.count("sent"), found.count("claimed")) == (2 * CONNECTIONS, CONNECTIONS)


@pytest.fixture
async def faraway(
    network: CuttableNetwork, clock: SetClock, library: Library, stub: FcmStub
) -> AsyncIterator[Worker]:
    """A worker whose connection to the database can be cut."""
    settings = settings_for(network.url, reminder_spread_s=0, push_connections=CONNECTIONS)
    sessions = open_sessions(settings)
    transport = open_fcm("p", stub.url, CONNECTIONS, TIMEOUT_S)
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()
    await sessions.engine.dispose()


# SQLite is reached without a network.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_was_away_is_used_again(
    faraway: Worker, network: CuttableNetwork, sessions: Sessions, stub: FcmStub
) -> None:
    running = asyncio.create_task(faraway.run())
    await gather_crowd(sessions, 1, NOW, NOW)
    await until_sent(sessions, 1)
    with capture_logs() as logs:
        await network.cut()
        await gather_crowd(sessions, 1, NOW, NOW, first=1)
        await until(lambda: "database_unavailable" in events(logs), "it to be missed")
        await network.mend()
    assert "tick_failed" not in events(logs)
    await until(lambda: len(stub.accepted) == 2, "the second push")
    faraway.stop()
    await running
    assert await states(sessions) == ["sent", "sent"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_results_wait_for_a_database_that_is_away_for_a_moment(
    faraway: Worker, network: CuttableNetwork, sessions: Sessions, stub: FcmStub
) -> None:
    await gather_crowd(sessions, 3, NOW, NOW)
    stub.hold()
    turn = asyncio.create_task(faraway.turn())
    await until(lambda: stub.requests == 3, "the pushes to reach FCM")
    await network.cut()
    with the_loop().standing(), capture_logs() as logs:
        stub.release()
        for wait_s in RECORD_WAITS_S:
            await until(lambda: "record_delayed" in events(logs), "a try to fail")
            logs.clear()
            if wait_s == RECORD_WAITS_S[-1]:
                await network.mend()
            the_loop().skip(wait_s)
        assert await turn == 3
    assert await states(sessions) == ["sent"] * 3
