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

# As many pushes of one worker may be under way at once.
IN_FLIGHT = LANES * CONNECTIONS
# Longer than a lease, and far within the two hours in which a reminder may leave.
PAST_THE_LEASE_S = 70
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
    for _ in range(900):
        if await ledger.beating(sessions) == already + many:
            return workers
        assert all(worker.poll() is None for worker in workers), ground.worker_log.read_text()
        await asyncio.sleep(0.1)
    raise AssertionError("they do not start")


async def kill(worker: Popen[bytes]) -> None:
    worker.kill()
    await asyncio.to_thread(worker.wait, 10)


async def terminate(worker: Popen[bytes], within_s: float = 40) -> None:
    """Ask a worker to stop, and see that it does so by itself, and well."""
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, within_s) == 0


async def until_accepted(ground: Ground, count: int, within_s: float = 40) -> None:
    for _ in range(int(within_s * 50)):
        if len(ground.accepted) >= count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"only {len(ground.accepted)} of {count} were accepted")


async def until_requested(ground: Ground, count: int, within_s: float = 40) -> None:
    for _ in range(int(within_s * 50)):
        if requests(ground.endpoint) >= count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"only {requests(ground.endpoint)} of {count} requests arrived")
