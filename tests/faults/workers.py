"""Real workers, started many at a time, and what one waits for before hitting them."""

import asyncio
import signal
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

from api.db import Sessions
from push.worker import LANES
from tests.faults import ledger
from tests.faults.accepted import requests
from tests.faults.conftest import CONNECTIONS, Ground
from tests.processes import BIN, running
from tests.waiting import until

# As many pushes of one worker may be under way at once.
IN_FLIGHT = LANES * CONNECTIONS
# Longer than a lease, and far within the two hours in which a reminder may leave.
PAST_THE_LEASE_S = 70
# A drain is bounded to 25 s, and the end of a process to some more.
LEAVES_WITHIN_S = 40
WORKER: tuple[str | Path, ...] = (BIN / "carryover", "worker")


def launch(
    ground: Ground, stack: ExitStack, command: tuple[str | Path, ...] = WORKER
) -> Popen[bytes]:
    """Start one worker that lives until the stack ends, without waiting for it."""
    return stack.enter_context(running(*command, env=ground.env, log=ground.worker_log))


async def start(
    ground: Ground,
    sessions: Sessions,
    stack: ExitStack,
    many: int = 1,
    command: tuple[str | Path, ...] = WORKER,
) -> list[Popen[bytes]]:
    """Start workers that live until the stack ends; all of them are at work when it returns."""
    already = await ledger.beating(sessions)
    workers = [launch(ground, stack, command) for _ in range(many)]

    async def all_beat() -> bool:
        assert all(worker.poll() is None for worker in workers), ground.worker_log.read_text()
        return await ledger.beating(sessions) == already + many

    await until(all_beat, within_s=90, every_s=0.1)
    return workers


async def kill(worker: Popen[bytes]) -> None:
    worker.kill()
    await asyncio.to_thread(worker.wait, 10)


async def terminate(worker: Popen[bytes]) -> None:
    """Ask a worker to stop, and see that it does so by itself, and well."""
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, LEAVES_WITHIN_S) == 0


async def until_accepted(ground: Ground, count: int, within_s: float = 40) -> None:
    await until(lambda: len(ground.accepted) >= count, within_s, every_s=0.02)


async def until_requested(ground: Ground, count: int) -> None:
    await until(lambda: requests(ground.endpoint) >= count, within_s=40, every_s=0.02)
