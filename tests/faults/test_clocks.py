"""A worker whose wall clock is wrong, or is set while it runs; the database's is right."""

import asyncio
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.accepted import requests
from tests.faults.conftest import Ground
from tests.faults.workers import start, until_accepted, until_turned
from tests.push.crowds import gather_crowd
from tests.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.long_faults]
SIZE, CROWD_S = 20, 2
HOUR_S = 3600


def put_ahead(file: Path, seconds: float) -> None:
    """Set the worker's clock so many seconds ahead of everyone's."""
    draft = file.with_suffix(".draft")
    draft.write_text(str(seconds))
    draft.replace(file)


def drifts(ground: Ground) -> int:
    """Return how often a worker has said that its clock is wrong."""
    return ground.worker_log.read_text().count('"clock_drift"')


async def crowd(ground: Ground, sessions: Sessions) -> None:
    """Put in a crowd that is reminded one after another in the next seconds."""
    now, apart = ground.now(), timedelta(seconds=CROWD_S / SIZE)
    await gather_crowd(sessions, SIZE, now, now, apart, first=ground.count_off(SIZE))


async def test_it_pauses_while_its_clock_is_off_by_an_hour_and_goes_on_when_it_is_right(
    ground: Ground, sessions: Sessions
) -> None:
    ahead = ground.folder / "ahead"
    put_ahead(ahead, HOUR_S)
    with ExitStack() as stack:
        command = (sys.executable, "-m", "tests.faults.clocks", ahead, "worker")
        (worker,) = await start(ground, sessions, stack, command=command)
        for sent, off_by in enumerate((HOUR_S, -HOUR_S, 60, -60)):
            put_ahead(ahead, off_by)
            await until(lambda n=sent: drifts(ground) > n, "the worker to notice its clock")
            await crowd(ground, sessions)
            await asyncio.sleep(CROWD_S)
            await until_turned(ground, worker)
            assert requests(ground.endpoint) == sent * SIZE, f"it sent with a clock off by {off_by}"
            put_ahead(ahead, 0)
            await until_accepted(ground, (sent + 1) * SIZE)
        await ledger.all_ended(sessions)
    await ledger.held(ground, sessions)


async def test_a_clock_that_is_set_while_pushes_are_leaving_sends_nothing_twice(
    ground: Ground, sessions: Sessions
) -> None:
    ahead = ground.folder / "ahead"
    put_ahead(ahead, 0)
    with ExitStack() as stack:
        command = (sys.executable, "-m", "tests.faults.clocks", ahead, "worker")
        await start(ground, sessions, stack, 2, command=command)
        for off_by in (HOUR_S, -HOUR_S, -2, 2) * 2:
            await crowd(ground, sessions)
            await asyncio.sleep(1)
            put_ahead(ahead, off_by)
            await asyncio.sleep(1.5)
        put_ahead(ahead, 0)
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed == set()
