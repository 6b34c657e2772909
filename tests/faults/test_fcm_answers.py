"""FCM refuses, stalls, drips and goes away; the real worker sends on, and nothing leaves twice."""

import asyncio
import time
from contextlib import ExitStack
from subprocess import Popen

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.accepted import behave, requests
from tests.faults.conftest import Ground
from tests.faults.figures import Note
from tests.faults.workers import (
    IN_FLIGHT,
    start,
    until_accepted,
    until_requested,
    until_turned,
)
from tests.push.crowds import gather_crowd

pytestmark = [pytest.mark.faults, pytest.mark.long_faults]
SIZE = 6
WAIT_S = 600
# No push is tried again sooner.
SOONEST_S = 10
# Nobody can tell whether FCM took it: it is not sent again.
UNCLEAR = ("reset-before-accept", "reset-after-accept", "junk")
# FCM did not take it, and it may leave later.
BUSY = ("500", "503")
# The operator has something to mend; phones are not to blame.
AMISS = ("400", "401", "401-auth", "404-bare", "403-bare", "html-502", "html-200", "redirect")


async def crowd(ground: Ground, sessions: Sessions, size: int = SIZE) -> None:
    """Put in a crowd that is reminded now."""
    now = ground.now()
    await gather_crowd(sessions, size, now, now, first=ground.count_off(size))


async def ended_in_time(ground: Ground, sessions: Sessions, worker: Popen[bytes]) -> None:
    """Let time pass, as fast as a worker keeps up with, until everything has ended."""
    for _ in range(40):
        if await ledger.is_over(sessions):
            return
        ground.skip(300)
        await until_turned(ground, worker)
    raise AssertionError(await ledger.reasons(sessions))


async def test_a_used_up_quota_quietens_the_whole_project_until_it_may_go_on(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size = 200
    with ExitStack() as stack:
        workers = await start(ground, sessions, stack, 2)
        behave(ground.endpoint, "429", retry_after=str(WAIT_S))
        await crowd(ground, sessions, size)
        await until_requested(ground, 1)
        # Whatever had left by then has been answered.
        await until_turned(ground, *workers)
        behave(ground.endpoint, "ok")
        refused = requests(ground.endpoint)
        # What had left before the first refusal was heard, of each of the two workers.
        assert refused <= 2 * IN_FLIGHT
        for skipped in (0, WAIT_S // 2):
            ground.skip(skipped)
            await until_turned(ground, *workers)
            assert requests(ground.endpoint) == refused, "somebody did not wait"
        ground.skip(WAIT_S)
        await ledger.all_ended(sessions)
    await ledger.held(ground, sessions)
    assert await ledger.states(sessions) == {"sent": size}
    note("quota used up, Retry-After 10 min", reminders=size, refused_and_then_silence=refused)


async def test_what_may_have_arrived_is_never_sent_again(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        for count, behaviour in enumerate(UNCLEAR, 1):
            behave(ground.endpoint, behaviour)
            await crowd(ground, sessions)
            await ledger.all_ended(sessions)
            assert requests(ground.endpoint) == count * SIZE
        behave(ground.endpoint, "ok")
        await until_turned(ground, worker)
    assert requests(ground.endpoint) == len(UNCLEAR) * SIZE
    await ledger.held(ground, sessions)
    assert await ledger.reasons(sessions) == {("failed", "unknown"): len(UNCLEAR) * SIZE}
    assert await ledger.disabled(sessions) == {None: len(UNCLEAR) * SIZE}


async def test_what_fcm_did_not_take_leaves_later_and_once(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        for count, behaviour in enumerate(BUSY, 1):
            before = requests(ground.endpoint)
            behave(ground.endpoint, behaviour)
            # A burst in which the SDK's own sending would hang for ever.
            await crowd(ground, sessions, 160)
            await until_requested(ground, before + 160)
            behave(ground.endpoint, "ok")
            await ended_in_time(ground, sessions, worker)
            assert len(ground.accepted) == count * 160
    await ledger.held(ground, sessions)
    assert await ledger.states(sessions) == {"sent": len(BUSY) * 160}


async def test_a_phone_that_is_gone_is_disabled_and_no_other(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        await start(ground, sessions, stack)
        behave(ground.endpoint, "404-unregistered")
        await crowd(ground, sessions)
        await ledger.all_ended(sessions)
        behave(ground.endpoint, "ok")
        await crowd(ground, sessions)
        await ledger.all_ended(sessions)
    await ledger.held(ground, sessions)
    ends = {("failed", "target_dead"): SIZE, ("sent", None): SIZE}
    assert await ledger.reasons(sessions) == ends
    assert await ledger.disabled(sessions) == {"unregistered": SIZE, None: SIZE}


async def test_what_the_operator_must_mend_costs_no_phone_and_ends_when_it_is_mended(
    ground: Ground, sessions: Sessions
) -> None:
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        for count, behaviour in enumerate(AMISS, 1):
            behave(ground.endpoint, behaviour)
            before, began_at = requests(ground.endpoint), ground.now()
            await crowd(ground, sessions)
            await until_requested(ground, before + 1)
            await asyncio.sleep(3)
            await until_turned(ground, worker)
            # However long it lasts, FCM is not hammered.
            came = requests(ground.endpoint) - before
            assert came <= SIZE * (1 + (ground.now() - began_at).total_seconds() // SOONEST_S)
            behave(ground.endpoint, "ok")
            await ended_in_time(ground, sessions, worker)
            assert await ledger.disabled(sessions) == {None: count * SIZE}
            # The next one finds nothing that still holds everyone up.
            ground.skip(3600)
            await until_turned(ground, worker)
    await ledger.held(ground, sessions)
    reasons = set(await ledger.reasons(sessions))
    assert ("sent", None) in reasons
    assert reasons <= {("failed", "refused"), ("sent", None)}


async def test_answers_that_never_come_hold_nobody_up_for_long(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    stalling = ("hang", "hang-before", "slow-head", "slow-body")
    with ExitStack() as stack:
        await start(ground, sessions, stack)
        behave(ground.endpoint, "ok")
        for behaviour in stalling:
            behave(ground.endpoint, behaviour, times=4, delay_s=3600)
        await crowd(ground, sessions, 16)
        await until_requested(ground, 16)
        await crowd(ground, sessions)
        started = time.monotonic()
        # All of the first, but what FCM never took; and all of the second.
        await until_accepted(ground, 12 + SIZE)
        waited = time.monotonic() - started
        await ledger.all_ended(sessions)
    await ledger.held(ground, sessions)
    ends = {("failed", "unknown"): 16, ("sent", None): SIZE}
    assert await ledger.reasons(sessions) == ends
    assert requests(ground.endpoint) == 16 + SIZE
    note("16 answers that never come", others_waited=f"{waited:.1f} s")


async def test_slow_heads_and_bodies_are_awaited(ground: Ground, sessions: Sessions) -> None:
    with ExitStack() as stack:
        await start(ground, sessions, stack)
        for behaviour in ("slow-head", "slow-body"):
            behave(ground.endpoint, behaviour, delay_s=2)
            await crowd(ground, sessions)
            await ledger.all_ended(sessions)
    await ledger.held(ground, sessions)
    assert await ledger.states(sessions) == {"sent": 2 * SIZE}
