"""Real workers, started many at a time, and what one waits for before hitting them."""

import asyncio
import signal
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

import httpx2

from api.platform.db import Sessions
from push.worker import LANES
from tests.faults import ledger
from tests.faults.accepted import requests
from tests.faults.conftest import CONNECTIONS, Ground
from tests.faults.locks import TRIES, can_write, is_sqlite
from tests.processes import BIN, free_port, running, turns
from tests.waiting import WITHIN_S, until

# As many pushes of one worker may be under way at once.
IN_FLIGHT = LANES * CONNECTIONS
# Longer than a lease, and far within the two hours in which a reminder may leave.
PAST_THE_LEASE_S = 70
WORKER: tuple[str | Path, ...] = (BIN / "carryover", "worker")


def launch(
    ground: Ground, stack: ExitStack, command: tuple[str | Path, ...] = WORKER
) -> Popen[bytes]:
    """Start one worker that lives until the stack ends, without waiting for it."""
    port = free_port()
    env = ground.env | {"CARRYOVER_WORKER_METRICS_PORT": str(port)}
    worker = stack.enter_context(running(*command, env=env, log=ground.worker_log))
    ground.ports[worker.pid] = port
    return worker


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

    await until(all_beat, f"{many} workers to beat", every_s=0.1)
    return workers


async def kill(worker: Popen[bytes]) -> None:
    worker.kill()
    await asyncio.to_thread(worker.wait, WITHIN_S)


async def terminate(worker: Popen[bytes]) -> None:
    """Ask a worker to stop, and see that it does so by itself, and well."""
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, WITHIN_S) == 0


async def freeze(ground: Ground, worker: Popen[bytes]) -> None:
    """Stop a worker where it stands, but not with SQLite's lock: nobody else could write then."""
    for _ in range(TRIES):
        worker.send_signal(signal.SIGSTOP)
        if not is_sqlite(ground.database_url):
            return
        if await asyncio.to_thread(can_write, ground.database_url):
            return
        worker.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.05)
    raise AssertionError("it held the lock whenever it was stopped")


async def until_turned(ground: Ground, *workers: Popen[bytes]) -> None:
    """Wait until each has done a turn that began after this was asked for."""
    for worker in workers:
        # One may be on.
        done = await _turns(ground, worker) + 2
        await until(lambda w=worker, n=done: _has_turned(ground, w, n), "a turn", every_s=0.1)


async def _has_turned(ground: Ground, worker: Popen[bytes], count: float) -> bool:
    assert worker.poll() is None, ground.worker_log.read_text()
    return await _turns(ground, worker) >= count


async def _turns(ground: Ground, worker: Popen[bytes]) -> float:
    """Return how many turns a worker has done, by its own figures."""
    async with httpx2.AsyncClient(timeout=WITHIN_S) as http:
        answer = await http.get(f"http://127.0.0.1:{ground.ports[worker.pid]}/metrics")
    return turns(answer.text)


async def until_accepted(ground: Ground, count: int, within_s: float = WITHIN_S) -> None:
    what = f"FCM to take on {count}"
    await until(lambda: len(ground.accepted) >= count, what, within_s, every_s=0.02)


async def until_requested(ground: Ground, count: int) -> None:
    what = f"{count} requests to reach FCM"
    await until(lambda: requests(ground.endpoint) >= count, what, every_s=0.02)
