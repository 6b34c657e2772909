"""A turn that stalls is cancelled and retried, and no push that it had marked is sent twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions, open_sessions, transaction
from push.fcm.client import open_fcm
from push.ticks import STALL_S, WATCH_S
from push.worker import Worker
from tests.conftest import NOW
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.push.crowds import gather_crowd, target_of
from tests.push.cut_network import CuttableNetwork
from tests.push.reading import ends, until_sent
from tests.push.rig import CONNECTIONS, TIMEOUT_S, Rig
from tests.waiting import until

PAST_THE_LEASE = timedelta(seconds=61)
# A job bears the name of what it calls.
JOBS = {name for name, call in vars(Worker).items() if iscoroutinefunction(call)}
# By then the watchdog has run again after a job exceeded its time limit.
STALLED_S = STALL_S + WATCH_S


def jobs_on() -> set[str]:
    """Return the names of the worker's jobs that are running."""
    return {task.get_name() for task in asyncio.all_tasks()} & JOBS


def stalls(logs: list[Any]) -> list[str]:
    """Return the jobs that stalled."""
    return [each["job"] for each in logs if each["event"] == "tick_stalled"]


@pytest.fixture
async def patient(
    database_url: str, sessions: Sessions, clock: SetClock, library: Library, stub: FcmStub
) -> AsyncIterator[Worker]:
    """A worker whose sends time out only after an hour."""
    settings = settings_for(database_url, reminder_spread_s=0, push_connections=CONNECTIONS)
    transport = open_fcm("p", stub.url, CONNECTIONS, TIMEOUT_S)
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()


@pytest.mark.parametrize(("behaviour", "taken"), [("slow", 2), ("slow-before-accept", 0)])
async def test_what_a_stalled_turn_had_marked_is_unknown_and_never_sent_again(
    patient: Worker,
    sessions: Sessions,
    clock: SetClock,
    stub: FcmStub,
    behaviour: str,
    taken: int,
) -> None:
    await gather_crowd(sessions, 2, NOW, NOW)
    stub.script(behaviour, times=2, delay_s=3600)
    with capture_logs() as logs:
        running = asyncio.create_task(patient.run())
        await until(lambda: stub.requests == 2, "both pushes to reach FCM")
        await until(lambda: jobs_on() == {"turn"}, "all but the turn to end")
        the_loop().skip(STALLED_S)
        await until(lambda: stalls(logs), "the turn to be given up")
        await gather_crowd(sessions, 1, NOW, NOW, first=2)
        await until_sent(sessions, 1)
        clock.at += PAST_THE_LEASE
        await gather_crowd(sessions, 1, NOW, NOW, first=3)
        await until_sent(sessions, 2)
        patient.stop()
        await running
    assert stalls(logs) == ["turn"]
    assert sorted(await ends(sessions)) == [("failed", "unknown")] * 2 + [("sent", None)] * 2
    assert stub.requests == 4
    assert len(stub.accepted) == taken + 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_swallows_everything_stalls_a_worker_only_so_long(
    network: CuttableNetwork, clock: SetClock, library: Library, stub: FcmStub, sessions: Sessions
) -> None:
    # So few connections that a stalled turn uses up all of them.
    settings = settings_for(
        network.url, reminder_spread_s=0, push_connections=CONNECTIONS, database_pool=2
    )
    faraway, transport = open_sessions(settings), open_fcm("p", stub.url, CONNECTIONS)
    worker = Worker(settings, faraway, clock, library, transport)
    running = asyncio.create_task(worker.run())
    await gather_crowd(sessions, 1, NOW, NOW)
    await until_sent(sessions, 1)
    # Both are open by then: what is just being opened would end as a time-out, and not stall.
    async with transaction(faraway, write=False) as one, transaction(faraway, write=False) as two:
        await one.execute(text("SELECT 1"))
        await two.execute(text("SELECT 1"))
    with capture_logs() as logs:
        network.swallow()
        await gather_crowd(sessions, 1, NOW, NOW, first=1)

        def is_given_up() -> bool:
            if "turn" in jobs_on() and "turn" not in stalls(logs):
                the_loop().skip(STALLED_S)
            return "turn" in stalls(logs)

        await until(is_given_up, "the turn to be given up", every_s=0.1)
        network.release()
    # A claim that was held back may arrive after all; nobody works on it until its lease ends.
    clock.at += PAST_THE_LEASE
    await until_sent(sessions, 2)
    worker.stop()
    await running
    await transport.close()
    await faraway.engine.dispose()
    assert [each["value"] for each in stub.accepted] == [target_of(0), target_of(1)]


async def test_a_turn_claims_nothing_more_after_half_a_minute_and_the_next_one_goes_on(
    rig: Rig, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.worker.LONGEST_S", 0.0)
    size = 5 * CONNECTIONS
    await gather_crowd(sessions, size, NOW, NOW)
    assert [await rig.worker.turn() for _ in range(3)] == [
        2 * CONNECTIONS,
        2 * CONNECTIONS,
        CONNECTIONS,
    ]
    assert sorted(rig.pushed) == sorted(map(target_of, range(size)))


async def test_a_drain_that_was_cut_off_leaves_what_was_in_flight_unknown(
    patient: Worker,
    worker: Worker,
    sessions: Sessions,
    clock: SetClock,
    stub: FcmStub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("push.worker.DRAIN_S", 0.1)
    await gather_crowd(sessions, 1, NOW, NOW)
    stub.script("slow", delay_s=3600)
    with capture_logs() as logs:
        running = asyncio.create_task(patient.run())
        await until(lambda: stub.requests == 1, "the push to reach FCM")
        await until(lambda: jobs_on() == {"turn"}, "all but the turn to end")
        patient.stop()
        await running
    cut = [each["jobs"] for each in logs if each["event"] == "drain_cut_off"]
    assert cut == [["turn"]]
    await until(lambda: not jobs_on(), "what was cut off to let go")
    assert await ends(sessions) == [("claimed", None)]
    clock.at += PAST_THE_LEASE
    await worker.turn()
    assert await ends(sessions) == [("failed", "unknown")]
    assert stub.requests == 1
