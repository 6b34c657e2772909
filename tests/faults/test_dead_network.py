"""A worker whose way to its database swallows everything, without a word to either side."""

import asyncio
import signal
import time
from contextlib import ExitStack

import pytest

from api.platform.db import Sessions
from tests.faults.conftest import Ground
from tests.faults.figures import Note
from tests.faults.workers import start
from tests.push.cut_network import CuttableNetwork
from tests.waiting import WITHIN_S, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long_faults,
    # SQLite is a file.
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


async def test_told_to_stop_it_leaves_all_the_same(
    ground: Ground, sessions: Sessions, note: Note
) -> None:
    async with CuttableNetwork(ground.database_url) as network:
        ground.env["CARRYOVER_DATABASE_URL"] = network.url
        with ExitStack() as stack:
            (worker,) = await start(ground, sessions, stack)
            network.swallow()
            await until(lambda: network.swallowed, "the worker to ask in vain")
            worker.send_signal(signal.SIGTERM)
            told_at = time.monotonic()
            code = await asyncio.to_thread(worker.wait, WITHIN_S)
            note("told to stop on a dead network", left_after=f"{time.monotonic() - told_at:.1f} s")
            assert code in (0, 1)
