"""A turn that stalls is cut off and begun anew, and what it had marked never leaves twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.clock import SetClock
from api.content import Library
from api.db import Sessions, open_sessions
from push.fcm import open_fcm
from push.worker import Worker
from tests.conftest import NOW
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.push.crowds import gather_crowd, target_of
from tests.push.house import CONNECTIONS, House
from tests.push.reading import ends, until_sent
from tests.push.ways import Way
from tests.waiting import until

PAST_THE_LEASE = timedelta(seconds=61)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("push.ticks.WATCH_S", 0.05)
    # Longer than a turn that goes well takes on a busy machine.
    monkeypatch.setattr("push.ticks.STALL_S", 2.5)


@pytest.fixture
async def patient(
    database_url: str, sessions: Sessions, clock: SetClock, library: Library, stub: FcmStub
) -> AsyncIterator[Worker]:
    """A worker whose sends may take for ever."""
    settings = settings_for(database_url, reminder_spread_s=0, push_connections=CONNECTIONS)
    transport = open_fcm("p", stub.url, CONNECTIONS, timeout_s=3600)
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()


@pytest.mark.usefixtures("_impatient")
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
        await until(lambda: "tick_stalled" in [each["event"] for each in logs])
        await gather_crowd(sessions, 1, NOW, NOW, first=2)
        await until_sent(sessions, 1)
        clock.at += PAST_THE_LEASE
        await gather_crowd(sessions, 1, NOW, NOW, first=3)
        await until_sent(sessions, 2)
        patient.stop()
        await running
    assert [each["job"] for each in logs if each["event"] == "tick_stalled"] == ["turn"]
    assert sorted(await ends(sessions)) == [("failed", "unknown")] * 2 + [("sent", None)] * 2
    assert stub.requests == 4
    assert len(stub.accepted) == taken + 2


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_swallows_everything_stalls_a_worker_only_so_long(
    way: Way, clock: SetClock, library: Library, stub: FcmStub, sessions: Sessions
) -> None:
    # So few connections that every one is lost to a stalled turn.
    settings = settings_for(
        way.url, reminder_spread_s=0, push_connections=CONNECTIONS, database_pool=2
    )
    faraway, transport = open_sessions(settings), open_fcm("p", stub.url, CONNECTIONS)
    worker = Worker(settings, faraway, clock, library, transport)
    running = asyncio.create_task(worker.run())
    await gather_crowd(sessions, 1, NOW, NOW)
    await until_sent(sessions, 1)
    with capture_logs() as logs:
        way.swallow()
        await gather_crowd(sessions, 1, NOW, NOW, first=1)
        await until(lambda: "tick_stalled" in [each["event"] for each in logs])
        await asyncio.sleep(2)
        way.release()
    # What was swallowed may arrive after all: a claim of which nobody knows, until its lease ends.
    clock.at += PAST_THE_LEASE
    await until_sent(sessions, 2)
    worker.stop()
    await running
    await transport.close()
    await faraway.engine.dispose()
    assert [each["value"] for each in stub.accepted] == [target_of(0), target_of(1)]


async def test_a_turn_claims_nothing_more_after_half_a_minute_and_the_next_one_goes_on(
    house: House, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.worker.LONGEST_S", 0.0)
    size = 5 * CONNECTIONS
    await gather_crowd(sessions, size, NOW, NOW)
    assert [await house.worker.turn() for _ in range(3)] == [
        2 * CONNECTIONS,
        2 * CONNECTIONS,
        CONNECTIONS,
    ]
    assert sorted(house.pushed) == sorted(map(target_of, range(size)))


async def test_a_drain_that_was_cut_off_leaves_what_was_in_flight_unknown(
    patient: Worker,
    worker: Worker,
    sessions: Sessions,
    clock: SetClock,
    stub: FcmStub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("push.worker.DRAIN_S", 0.5)
    await gather_crowd(sessions, 1, NOW, NOW)
    stub.script("slow", delay_s=3600)
    with capture_logs() as logs:
        running = asyncio.create_task(patient.run())
        await until(lambda: stub.requests == 1)
        patient.stop()
        async with asyncio.timeout(5):
            await running
    cut = [each["jobs"] for each in logs if each["event"] == "drain_cut_off"]
    assert cut == [["turn"]]
    assert await ends(sessions) == [("claimed", None)]
    clock.at += PAST_THE_LEASE
    await worker.turn()
    assert await ends(sessions) == [("failed", "unknown")]
    assert stub.requests == 1
