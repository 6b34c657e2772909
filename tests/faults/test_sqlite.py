"""What only SQLite suffers: a lock that others hog, and a disk that is full."""

import asyncio
import os
import resource
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from api.platform.db import Sessions
from tests.faults import ledger
from tests.faults.accepted import hold, release
from tests.faults.conftest import Ground
from tests.faults.figures import Note
from tests.faults.invariants import counted
from tests.faults.locks import file_of
from tests.faults.workers import PAST_THE_LEASE_S, start, until_accepted
from tests.processes import running
from tests.push.crowds import gather_crowd
from tests.waiting import until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long_faults,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


async def test_a_storm_of_locks_delays_reminders_and_doubles_none(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    size = 300
    now = ground.now()
    await gather_crowd(sessions, size, now, now + timedelta(seconds=4), timedelta(seconds=0.1))
    file = file_of(ground.database_url)
    with ExitStack() as stack:
        await start(ground, sessions, stack, 2)
        hog = (sys.executable, "-m", "tests.faults.hog", file)
        with running(*hog, env=dict(os.environ), log=ground.folder / "hog.log"):
            await asyncio.sleep(45)
        meanwhile = len(ground.accepted)
        ground.skip(PAST_THE_LEASE_S)
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed <= await ledger.lost(sessions)
    note(
        "45 s of bursts of locks, the longest 6.5 s",
        reminders=size,
        in_the_storm=meanwhile,
        **counted(found),
    )


async def test_a_full_disk_stops_the_worker_from_sending_and_room_lets_it_go_on(
    ground: Ground, sessions: Sessions
) -> None:
    first = 10
    with ExitStack() as stack:
        (worker,) = await start(ground, sessions, stack)
        hold(ground.endpoint)
        await gather_crowd(sessions, first, ground.now(), ground.now())
        await until_accepted(ground, first)
        allow(worker.pid, size_of_log(ground))
        release(ground.endpoint)
        await until(lambda: said(ground, "record_delayed"), "it to try to write down what came")
        assert await ledger.in_flight(sessions) == first, "it wrote what came of them"
        await gather_crowd(sessions, 20, ground.now(), ground.now(), first=first)
        failed = said(ground, '"job": "turn"')
        await until(lambda: said(ground, '"job": "turn"') > failed + 2, "three turns to fail")
        assert worker.poll() is None
        assert len(ground.accepted) == first, "it sent what it could not mark"
        allow(worker.pid, resource.RLIM_INFINITY)
        ground.skip(PAST_THE_LEASE_S)
        await ledger.all_ended(sessions)
    found = await ledger.held(ground, sessions)
    assert found.missed == set()
    assert len(found.pushes) == first + 20


def said(ground: Ground, what: str) -> int:
    """Return how often a worker has said something."""
    return ground.worker_log.read_text().count(what)


def size_of_log(ground: Ground) -> int:
    """Return how large SQLite's write-ahead log is: nothing can be written behind its end."""
    return Path(f"{file_of(ground.database_url)}-wal").stat().st_size


def allow(pid: int, size: int) -> None:
    """Let a process write files of that size at most, as if the disk ended there."""
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))
