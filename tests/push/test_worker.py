"""The worker as a whole: how it drains, what it survives, and how it shows that it lives."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from api.clock import SetClock
from api.content import Library
from api.db import Sessions, open_sessions, transaction
from api.health import read_health
from api.models import Reminder
from api.models import Worker as Heartbeat
from push.fcm import open_fcm
from push.worker import LANES, Worker
from tests.conftest import NOW
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.push.breaks import Way
from tests.push.crowds import gather_crowd, target_of
from tests.push.house import CONNECTIONS, House
from tests.push.sending import until


class ForeignClock(SetClock):
    """The clock of a machine that does not agree with the database's."""

    drift = timedelta(0)

    def now(self) -> datetime:
        return self.at + self.drift


class FailingClock(SetClock):
    """A clock that cannot be read so many times."""

    failures = 0

    async def database_now(self, session: AsyncSession) -> datetime:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no time")
        return self.at


async def states(sessions: Sessions) -> list[str]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(select(Reminder.state)))


async def until_sent(sessions: Sessions, count: int) -> None:
    for _ in range(100):
        if (await states(sessions)).count("sent") == count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await states(sessions))


async def attempts(sessions: Sessions) -> list[int]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(select(Reminder.attempts)))


async def test_a_turn_tells_how_many_it_claimed(worker: Worker, sessions: Sessions) -> None:
    assert await worker.turn() == 0
    await gather_crowd(sessions, 3, NOW, NOW)
    assert [await worker.turn(), await worker.turn()] == [3, 0]


async def test_a_turn_goes_on_until_nothing_is_due(house: House, sessions: Sessions) -> None:
    size = 5 * CONNECTIONS + 1
    await gather_crowd(sessions, size, NOW, NOW)
    assert await house.worker.turn() == size
    assert sorted(house.pushed) == sorted(map(target_of, range(size)))


async def test_two_workers_push_each_reminder_once(house: House, sessions: Sessions) -> None:
    await gather_crowd(sessions, 300, NOW, NOW)
    other = house.with_settings(house.worker._settings)
    shares = await asyncio.gather(*(each.worker.turn() for each in (house, other, house, other)))
    assert sum(shares) == 300
    assert sorted(house.pushed) == sorted(map(target_of, range(300)))


async def test_stopping_finishes_what_is_in_flight_and_records_it(
    house: House, sessions: Sessions
) -> None:
    await gather_crowd(sessions, 1, NOW, NOW)
    house.stub.script("slow", delay_s=0.7)
    running = asyncio.create_task(house.worker.run())
    await until(lambda: house.stub.requests == 1)
    house.worker.stop()
    assert await states(sessions) == ["claimed"]
    async with asyncio.timeout(5):
        await running
    assert await states(sessions) == ["sent"]


async def test_stopping_claims_nothing_more(house: House, sessions: Sessions) -> None:
    size, in_flight = 6 * CONNECTIONS, LANES * CONNECTIONS
    await gather_crowd(sessions, size, NOW, NOW)
    house.stub.script("slow", times=None, delay_s=0.4)
    turn = asyncio.create_task(house.worker.turn())
    await until(lambda: house.stub.requests > 0)
    house.worker.stop()
    await turn
    found = await states(sessions)
    assert (found.count("sent"), found.count("scheduled")) == (in_flight, size - in_flight)
    assert sorted(await attempts(sessions)) == [0] * (size - in_flight) + [1] * in_flight
    other = house.with_settings(house.worker._settings)
    house.stub.script("ok", times=None)
    assert await other.worker.turn() == size - in_flight
    assert sorted(house.pushed) == sorted(map(target_of, range(size)))


async def test_a_failing_tick_does_not_end_the_worker(house: House, sessions: Sessions) -> None:
    clock = FailingClock(NOW)
    clock.failures = 6
    await gather_crowd(sessions, 1, NOW, NOW)
    other = house.with_settings(house.worker._settings, clock)
    with capture_logs() as logs:
        running = asyncio.create_task(other.worker.run())
        await until(lambda: bool(house.pushed))
        other.worker.stop()
        await running
    failed = [entry for entry in logs if entry["event"] == "tick_failed"]
    assert len(failed) == 6
    assert {entry["job"] for entry in failed} >= {"turn"}
    assert "no time" not in str(failed)


async def test_one_failing_lane_does_not_cut_off_the_other(
    house: House, sessions: Sessions
) -> None:
    clock = FailingClock(NOW)
    await gather_crowd(sessions, 3 * CONNECTIONS, NOW, NOW)
    house.stub.script("slow", times=None, delay_s=0.3)
    other = house.with_settings(house.worker._settings, clock)
    turn = asyncio.create_task(other.worker.turn())
    await until(lambda: house.stub.requests == CONNECTIONS)
    clock.failures = 1
    with pytest.raises(RuntimeError):
        await turn
    # The turn ended with an error, but not before the other lane had all its results.
    found = await states(sessions)
    assert (found.count("sent"), found.count("claimed")) == (2 * CONNECTIONS, CONNECTIONS)


async def test_the_heart_beats_and_stops_to_count_after_a_minute(
    worker: Worker, sessions: Sessions, clock: SetClock
) -> None:
    assert not (await read_health(sessions, clock.at)).worker
    await worker.beat()
    clock.at += timedelta(seconds=30)
    await worker.beat()
    assert (await read_health(sessions, clock.at + timedelta(seconds=59))).worker
    assert not (await read_health(sessions, clock.at + timedelta(seconds=60))).worker
    async with transaction(sessions, write=False) as session:
        (row,) = await session.scalars(select(Heartbeat))
    assert row.beat_at == clock.at


async def test_a_worker_of_yesterday_is_forgotten(
    house: House, sessions: Sessions, clock: SetClock
) -> None:
    await house.worker.beat()
    clock.at += timedelta(days=1, seconds=1)
    await house.with_settings(house.worker._settings).worker.beat()
    async with transaction(sessions, write=False) as session:
        assert len((await session.scalars(select(Heartbeat))).all()) == 1


@pytest.mark.parametrize("drift_s", [-3600, -6, 6, 3600])
async def test_nothing_leaves_while_the_clocks_disagree(
    house: House, sessions: Sessions, drift_s: int
) -> None:
    clock = ForeignClock(NOW)
    clock.drift = timedelta(seconds=drift_s)
    await gather_crowd(sessions, 1, NOW, NOW)
    other = house.with_settings(house.worker._settings, clock)
    with capture_logs() as logs:
        assert await other.worker.turn() == 0
    assert {"event": "clock_drift", "seconds": float(drift_s)}.items() <= logs[-1].items()
    clock.drift = timedelta(seconds=drift_s / abs(drift_s) * 4)
    assert await other.worker.turn() == 1
    assert len(house.pushed) == 1


@pytest.fixture
async def way(database_url: str) -> AsyncIterator[Way]:
    async with Way(database_url) as way:
        yield way


@pytest.fixture
async def faraway(
    way: Way, clock: SetClock, library: Library, stub: FcmStub
) -> AsyncIterator[Worker]:
    """A worker whose way to the database can be cut."""
    settings = settings_for(way.url, reminder_spread_s=0, push_connections=CONNECTIONS)
    sessions = open_sessions(settings)
    transport = open_fcm("p", stub.url, CONNECTIONS, timeout_s=5.0)
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()
    await sessions.engine.dispose()


# SQLite has no network that could be cut.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_was_away_is_used_again(
    faraway: Worker, way: Way, sessions: Sessions, stub: FcmStub
) -> None:
    running = asyncio.create_task(faraway.run())
    await gather_crowd(sessions, 1, NOW, NOW)
    await until_sent(sessions, 1)
    with capture_logs() as logs:
        await way.cut()
        await gather_crowd(sessions, 1, NOW, NOW, first=1)
        await asyncio.sleep(1.5)
        await way.mend()
    assert "database_unavailable" in [entry["event"] for entry in logs]
    assert "tick_failed" not in [entry["event"] for entry in logs]
    await until(lambda: len(stub.accepted) == 2)
    faraway.stop()
    await running
    assert await states(sessions) == ["sent", "sent"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_results_wait_for_a_database_that_is_away_for_a_moment(
    faraway: Worker, way: Way, sessions: Sessions, stub: FcmStub
) -> None:
    await gather_crowd(sessions, 3, NOW, NOW)
    stub.script("slow", times=None, delay_s=0.5)
    turn = asyncio.create_task(faraway.turn())
    await until(lambda: stub.requests == 3)
    await way.cut()
    await asyncio.sleep(1.2)
    await way.mend()
    # Its other lane may have been just about to claim, and have failed.
    await asyncio.wait([turn])
    turn.exception()
    assert await states(sessions) == ["sent"] * 3
