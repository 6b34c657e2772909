"""Crowds of a size that a practice network has, while workers are killed and replaced."""

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.accepted import behave
from tests.faults.conftest import Ground
from tests.faults.figures import Note, percentile
from tests.faults.invariants import counted
from tests.faults.minutes import lateness, live_a_minute
from tests.faults.workers import (
    IN_FLIGHT,
    PAST_THE_LEASE_S,
    kill,
    launch,
    start,
    terminate,
    until_accepted,
)
from tests.push.crowds import gather_crowd

pytestmark = [pytest.mark.faults, pytest.mark.long_faults, pytest.mark.timeout(7200)]


# What thousands may take on a machine that is busy or slow.
LONG_S = 1800.0


async def test_fifty_kills_among_twenty_thousand_reminders_double_none(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size, kills = 20_000, 52
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 4)
        behave(ground.endpoint, "slow", delay_s=0.1)
        soon = ground.now() + timedelta(seconds=5)
        await gather_crowd(sessions, size, soon, soon, apart=timedelta(milliseconds=2))
        started = time.monotonic()
        for turn in range(kills):
            await until_accepted(ground, (turn + 1) * size // (kills + 8))
            await kill(workers.pop(0))
            workers.append(launch(ground, stack))
        behave(ground.endpoint, "ok")
        ground.skip(PAST_THE_LEASE_S)
        await ledger.all_ended(sessions, within_s=LONG_S)
        took = time.monotonic() - started
    found, lost = await ledger.held(ground, sessions), await ledger.lost(sessions)
    assert found.missed <= lost
    assert len(lost) <= kills * IN_FLIGHT
    note(
        "4 workers, each killed and replaced",
        reminders=size,
        SIGKILLs=kills,
        **counted(found),
        in_flight_at_a_kill=len(lost),
        seconds=round(took),
    )


async def test_rolling_restarts_miss_nothing_and_double_nothing(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size, restarts = 3_000, 10
    behave(ground.endpoint, "slow", delay_s=0.1)
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 2)
        soon = ground.now() + timedelta(seconds=1)
        await gather_crowd(sessions, size, soon, soon, apart=timedelta(milliseconds=15))
        for turn in range(restarts):
            await until_accepted(ground, (turn + 1) * size // (restarts + 2))
            workers += await start(ground, sessions, stack)
            await terminate(workers.pop(0))
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed == set()
    assert await ledger.states(sessions) == {"sent": size}
    delays = lateness(found)
    note(
        "2 workers, restarted one after another",
        reminders=size,
        SIGTERMs=restarts,
        **counted(found),
        longest_delay=f"{max(delays):.1f} s",
    )


async def test_ten_thousand_due_in_one_minute_leave_once_each_and_not_before_their_turn(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    found, delays = await live_a_minute(ground, sessions, 10_000, LONG_S)
    assert found.missed == set()
    assert min(delays) >= 0
    note(
        "10,000 due in one minute, 2 workers, beyond the spread",
        accepted=len(found.pushes),
        p50=f"{percentile(delays, 0.5):.2f} s",
        p99=f"{percentile(delays, 0.99):.2f} s",
        longest=f"{max(delays):.2f} s",
    )
