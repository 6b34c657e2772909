"""Ticks: by their period, never twice at once, and whatever the wall clock does."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from push.ticks import Ticks


class Job:
    """Something that is called; it remembers when, by the monotonic clock."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.takes_s = takes_s
        self.called: list[float] = []
        self.finished = self.running = self.most_at_once = 0

    async def __call__(self) -> None:
        self.called.append(asyncio.get_running_loop().time())
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        await asyncio.sleep(self.takes_s)
        self.running -= 1
        self.finished += 1


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("push.ticks.WATCH_S", 0.02)
    monkeypatch.setattr("push.ticks.PATIENCE", 1.5)


async def test_every_job_is_called_at_once_and_then_by_its_period() -> None:
    often, seldom = Job(), Job()
    ticks = Ticks([(0.3, often), (60, seldom)])
    ticks.start()
    await asyncio.sleep(0.1)
    assert (len(often.called), len(seldom.called)) == (1, 1)
    await asyncio.sleep(1)
    await ticks.drain()
    assert 3 <= len(often.called) <= 5
    assert len(seldom.called) == 1


async def test_a_job_never_runs_twice_at_once() -> None:
    job = Job(takes_s=0.45)
    ticks = Ticks([(0.2, job)])
    ticks.start()
    await asyncio.sleep(0.8)
    await ticks.drain()
    assert job.most_at_once == 1
    assert job.finished == len(job.called) == 2


async def test_the_watchdog_calls_what_the_scheduler_forgot() -> None:
    job = Job()
    ticks = Ticks([(0.2, job)])
    ticks.start()
    ticks._scheduler.pause()
    await asyncio.sleep(1)
    await ticks.drain()
    # Once at the start, and then whenever the next one is half a period late.
    assert len(job.called) in (3, 4)


async def test_a_wall_clock_that_steps_back_an_hour_stops_nothing() -> None:
    job = Job()
    with time_machine.travel(datetime.now(UTC), tick=True) as wall:
        ticks = Ticks([(0.2, job)])
        ticks.start()
        await asyncio.sleep(0.5)
        before = len(job.called)
        wall.shift(timedelta(hours=-1))
        await asyncio.sleep(1)
        await ticks.drain()
    assert len(job.called) - before >= 2


async def test_draining_waits_for_what_runs_and_starts_nothing_more() -> None:
    job = Job(takes_s=0.5)
    ticks = Ticks([(0.3, job)])
    ticks.start()
    await asyncio.sleep(0.1)
    await ticks.drain()
    assert job.finished == len(job.called) == 1
    await asyncio.sleep(0.7)
    assert len(job.called) == 1
