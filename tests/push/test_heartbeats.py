"""A worker writes its heartbeat only while its turns succeed, not merely while it runs."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from api.operations.health import read_health
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Worker as Heartbeat
from push.worker import SILENCE_S, Worker
from tests.conftest import NOW
from tests.loops import the_loop
from tests.push.clocks import FailingClock, ForeignClock
from tests.push.rig import Rig


async def beats(sessions: Sessions) -> int:
    async with transaction(sessions, write=False) as session:
        return len((await session.scalars(select(Heartbeat))).all())


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
    rig: Rig, sessions: Sessions, clock: SetClock
) -> None:
    await rig.worker.beat()
    clock.at += timedelta(days=1, seconds=1)
    await rig.with_settings(rig.worker._settings).worker.beat()
    assert await beats(sessions) == 1


async def test_a_heart_whose_turns_do_not_end_does_not_beat(rig: Rig, sessions: Sessions) -> None:
    clock = FailingClock(NOW)
    worker = rig.with_settings(rig.worker._settings, clock).worker
    the_loop().skip(SILENCE_S)
    clock.failures = 1
    with pytest.raises(RuntimeError):
        await worker.turn()
    with capture_logs() as logs:
        await worker.beat()
    assert [each["event"] for each in logs] == ["worker_silent"]
    assert await beats(sessions) == 0
    await worker.turn()
    await worker.beat()
    assert await beats(sessions) == 1


async def test_a_worker_whose_clock_is_wrong_does_not_beat(rig: Rig, sessions: Sessions) -> None:
    clock = ForeignClock(NOW)
    clock.drift = timedelta(hours=1)
    worker = rig.with_settings(rig.worker._settings, clock).worker
    the_loop().skip(SILENCE_S)
    await worker.turn()
    await worker.beat()
    assert await beats(sessions) == 0
    clock.drift = timedelta(0)
    await worker.turn()
    await worker.beat()
    assert await beats(sessions) == 1


async def test_a_worker_that_waits_out_a_hold_does_beat(rig: Rig, sessions: Sessions) -> None:
    await rig.phone("429:ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    the_loop().skip(SILENCE_S)
    assert await rig.turn_at("10:00") == []
    await rig.worker.beat()
    assert await beats(sessions) == 1
