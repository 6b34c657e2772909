"""Jobs run by their period and never twice at once, even if the wall clock jumps or one stalls.

The tests run on a loop that jumps from one timer to the next, so they take no real time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from push.metrics import STALLED
from push.ticks import PATIENCE, STALL_S, WATCH_S, Job, Ticks
from tests.conftest import NOW
from tests.loops import MovedLoop, the_loop

HOUR = timedelta(hours=1)
PERIOD_S = 2.0
# When the watchdog next looks, after a job is overdue or has run for too long.
LATE_S = PATIENCE * PERIOD_S + WATCH_S
STALLED_S = STALL_S + WATCH_S


class Work:
    """A job that records when it was called, in seconds since it was made."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.takes_s = takes_s
        self.made_at = the_loop().time()
        self.called: list[float] = []
        self.finished = self.running = self.most_at_once = 0

    async def __call__(self) -> None:
        self.called.append(round(the_loop().time() - self.made_at, 3))
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            await self.work()
            self.finished += 1
        finally:
            self.running -= 1

    async def work(self) -> None:
        await asyncio.sleep(self.takes_s)


class Hanging(Work):
    """A job that hangs the first `times`; it ignores the first `stubborn` cancellations."""

    def __init__(self, times: int, stubborn: int = 0) -> None:
        super().__init__()
        self.times, self.stubborn = times, stubborn

    async def work(self) -> None:
        if len(self.called) > self.times:
            return
        while self.stubborn:
            self.stubborn -= 1
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
        await asyncio.sleep(3600)


def ticks_of(work: Work, period_s: float = PERIOD_S) -> Ticks:
    return Ticks([Job("work", period_s, work)])


def stalled() -> float:
    found: float = STALLED.labels("work")._value.get()
    return found


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"loop_factory": partial(MovedLoop, hurries=True)}


@pytest.fixture(autouse=True)
async def wall() -> AsyncIterator[time_machine.Traveller]:
    """The wall clock of this process and of the scheduler, moved together with the loop's."""
    with time_machine.travel(NOW, tick=False) as wall, the_loop().standing(follow=wall.shift):
        yield wall


async def test_every_job_is_called_at_once_and_then_by_its_period() -> None:
    often, seldom = Work(), Work()
    ticks = Ticks([Job("often", 3, often), Job("seldom", 60, seldom)])
    ticks.start()
    await asyncio.sleep(1)
    assert (len(often.called), len(seldom.called)) == (1, 1)
    await asyncio.sleep(10)
    await ticks.drain(5)
    assert often.called == [0, 3, 6, 9]
    assert len(seldom.called) == 1


async def test_a_job_never_runs_twice_at_once() -> None:
    work = Work(takes_s=4.5)
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(8)
    await ticks.drain(5)
    assert work.most_at_once == 1
    assert work.called == [0, 6]
    assert work.finished == 2


async def test_the_watchdog_calls_what_the_scheduler_forgot() -> None:
    work = Work()
    ticks = ticks_of(work)
    ticks.start()
    ticks._scheduler.pause()
    await asyncio.sleep(30)
    await ticks.drain(5)
    # Once at the start, and then whenever it is overdue by so many periods.
    assert work.called == [0, LATE_S, 2 * LATE_S]


async def test_a_wall_clock_that_steps_back_an_hour_stops_the_scheduler_and_not_the_ticks(
    wall: time_machine.Traveller,
) -> None:
    work = Work()
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(5)
    assert work.called == [0, 2, 4]
    wall.shift(-HOUR)
    await asyncio.sleep(30)
    # The scheduler itself means to sleep through the hour it has seen already.
    (scheduled,) = ticks._scheduler.get_jobs()
    assert scheduled.next_run_time - datetime.now(UTC) > HOUR - timedelta(minutes=1)
    await ticks.drain(5)
    assert work.called[3:] == [4 + LATE_S, 4 + 2 * LATE_S]


@pytest.mark.parametrize("steps", [(HOUR,), (HOUR, -HOUR), (-HOUR, HOUR), (-HOUR, -HOUR)])
async def test_ticks_go_on_by_their_period_over_steps_of_the_wall_clock(
    wall: time_machine.Traveller, steps: tuple[timedelta, ...]
) -> None:
    work = Work()
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(3)
    for step in steps:
        wall.shift(step)
        before = len(work.called)
        await asyncio.sleep(30)
        # At least those of the watchdog, and the hour that was jumped over is not made up for.
        assert 2 <= len(work.called) - before <= 30 / PERIOD_S
    await ticks.drain(5)


async def test_a_run_that_stalls_is_ended_and_begun_anew() -> None:
    work, before = Hanging(times=1), stalled()
    ticks = ticks_of(work)
    with capture_logs() as logs:
        ticks.start()
        await asyncio.sleep(STALLED_S + 5)
        await ticks.drain(5)
    assert [each for each in logs if each["event"] == "tick_stalled"] == [
        {"event": "tick_stalled", "job": "work", "after_s": STALL_S, "log_level": "error"}
    ]
    assert stalled() - before == 1
    assert work.most_at_once == 1
    assert work.called[:2] == [0, STALLED_S]
    assert work.finished == len(work.called) - 1 >= 2


async def test_a_run_that_does_not_let_go_is_told_again_and_holds_up_nobody() -> None:
    work = Hanging(times=1, stubborn=5)
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(STALLED_S + 3)
    (runs,) = ticks._runs
    assert work.finished >= 1
    assert runs._given_up
    await asyncio.sleep(5 * WATCH_S)
    assert not runs._given_up
    await ticks.drain(5)


async def test_a_long_run_within_the_limit_is_left_alone() -> None:
    work, before = Work(takes_s=STALL_S - WATCH_S), stalled()
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(4 * STALL_S)
    await ticks.drain(STALL_S)
    assert work.finished == len(work.called) >= 3
    assert stalled() == before


async def test_a_failing_run_is_logged_and_the_next_one_tries_again() -> None:
    failures = 2

    async def work() -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise RuntimeError("Ana's secret")

    ticks = Ticks([Job("work", 1, work)])
    with capture_logs() as logs:
        ticks.start()
        await asyncio.sleep(8)
        await ticks.drain(5)
    assert [each["event"] for each in logs] == ["tick_failed"] * 2
    assert "secret" not in str(logs)


async def test_draining_waits_for_what_runs_and_starts_nothing_more() -> None:
    work = Work(takes_s=5)
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(1)
    await ticks.drain(50)
    assert work.finished == len(work.called) == 1
    await asyncio.sleep(7)
    assert len(work.called) == 1


@pytest.mark.parametrize(("stubborn", "gone_after_s"), [(0, 5.0), (3, 6.5), (1000, 7.5)])
async def test_draining_cuts_off_what_takes_too_long(stubborn: int, gone_after_s: float) -> None:
    work = Hanging(times=1, stubborn=stubborn)
    ticks = ticks_of(work)
    ticks.start()
    await asyncio.sleep(1)
    began = the_loop().time()
    with capture_logs() as logs:
        await ticks.drain(5)
    assert the_loop().time() - began == pytest.approx(gone_after_s)
    assert [(each["event"], each["jobs"]) for each in logs] == [("drain_cut_off", ["work"])]
    # For the loop of this test, which waits for whoever is left.
    work.stubborn = 0
    (runs,) = ticks._runs
    if runs._task:
        runs._task.cancel()
