"""Work that keeps a core busy: in few threads, behind a bounded queue, off the event loop."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from api.platform.http.errors import Unavailable

T = TypeVar("T")
# Longer than a full queue of hashes takes on two cores.
WAIT_S = 5.0
RETRY_AFTER_S = 2


class Places:
    """Counts who is inside under which names: nobody enters under a name that is at its limit."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def taken(self, limits: Mapping[str, int]) -> Iterator[None]:
        """Be inside under these names for a block; Unavailable if one of them is at its limit."""
        with self._lock:
            if any(self._taken[name] >= limit for name, limit in limits.items()):
                raise Unavailable(retry_after_s=RETRY_AFTER_S)
            self._taken.update(limits.keys())
        try:
            yield
        finally:
            with self._lock:
                self._taken -= Counter(limits.keys())


class Lane:
    """Threads that work, and a queue before them.

    It belongs to no event loop: what waits, waits for a thread.
    """

    def __init__(
        self, name: str, threads: int, places: int, *, rest_s: float = 0.0, wait_s: float = WAIT_S
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places, self._limit = Places(), {"all": places}
        self._rest_s, self._wait_s = rest_s, wait_s

    async def run(self, job: Callable[[], T]) -> T:
        """Run a job when it is its turn; Unavailable if too many wait, or if that comes too late.

        No timer ends a wait: what is late is skipped, so that the threads come to it soon enough.
        """
        with self._places.taken(self._limit):
            late_from = time.monotonic() + self._wait_s
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, self._do, job, late_from)

    def _do(self, job: Callable[[], T], late_from: float) -> T:
        if time.monotonic() > late_from:
            raise Unavailable(retry_after_s=RETRY_AFTER_S)
        time.sleep(self._rest_s)
        return job()
