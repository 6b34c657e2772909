"""A worker, killed, frozen or asked to stop at each point of its work with a crowd's reminders.

Whoever comes after it finishes what it may. The stand-in is the judge of what left.
"""

import asyncio
import signal
from contextlib import ExitStack
from subprocess import Popen

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.accepted import behave
from tests.faults.conftest import Ground
from tests.faults.points import MAY_MISS, POINTS, SIZE
from tests.faults.workers import PAST_THE_LEASE_S, kill, start, terminate, until_turned
from tests.waiting import WITHIN_S

pytestmark = [pytest.mark.faults]


async def settled(ground: Ground, sessions: Sessions) -> int:
    """See that everything ends and every invariant holds; return how many have been missed."""
    behave(ground.endpoint, "ok")
    await ledger.all_ended(sessions)
    return len((await ledger.held(ground, sessions)).missed)


async def test_killed_at_each_point_it_sends_nothing_twice_and_misses_only_what_was_leaving(
    ground: Ground, sessions: Sessions
) -> None:
    missed = 0
    with ExitStack() as stack:
        (victim,) = await start(ground, sessions, stack)
        for point in POINTS:
            async with point(ground, sessions):
                await kill(victim)
            ground.skip(PAST_THE_LEASE_S)
            (victim,) = await start(ground, sessions, stack)
            before, missed = missed, await settled(ground, sessions)
            assert missed - before <= (SIZE if point in MAY_MISS else 0), point.__name__
    assert missed == SIZE, "FCM took what a dead worker had asked for"


@pytest.mark.long_faults
async def test_frozen_at_each_point_beyond_its_lease_it_sends_nothing_twice(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (victim,) = await start(ground, sessions, stack)
        for point in POINTS:
            async with point(ground, sessions):
                victim.send_signal(signal.SIGSTOP)
            heir = await thaw_late(ground, sessions, stack, victim)
            await settled(ground, sessions)
            await terminate(victim)
            victim = heir


async def thaw_late(
    ground: Ground, sessions: Sessions, stack: ExitStack, frozen: Popen[bytes]
) -> Popen[bytes]:
    """Let another worker take over when the lease has lapsed, and only then go on; return it."""
    ground.skip(PAST_THE_LEASE_S)
    try:
        (heir,) = await start(ground, sessions, stack)
        await until_turned(ground, heir)
    finally:
        frozen.send_signal(signal.SIGCONT)
    return heir


@pytest.mark.long_faults
async def test_asked_to_stop_at_each_point_it_finishes_and_nothing_is_missed(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (victim,) = await start(ground, sessions, stack)
        for point in POINTS:
            async with point(ground, sessions):
                victim.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.5)
            assert await asyncio.to_thread(victim.wait, WITHIN_S) == 0
            assert await ledger.in_flight(sessions) == 0, point.__name__
            (victim,) = await start(ground, sessions, stack)
            assert await settled(ground, sessions) == 0, point.__name__
    assert len(ground.accepted) == ground.phones >= SIZE * len(POINTS)
