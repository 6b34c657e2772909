"""The line before a pool of connections: who could not be served in time is told so at once.

The pool itself gives a connection that comes free to whoever asks in that moment, which may be
somebody new: of a crowd some would wait until they give up while others are served twice.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from statistics import fmean

from sqlalchemy.exc import TimeoutError as PoolTimeout

# The pace is that of so many newest ends, or of a quarter of them if that is faster: one stall
# refuses nobody for long, and the first, which open connections, refuse nobody.
NEWEST = 48
# So long a pace is believed after it was last seen: another hour has other requests.
BELIEVED_S = 30.0


class Line:
    """Knows who has a connection or waits for one, and how fast they leave.

    It belongs to one event loop.
    """

    def __init__(
        self, connections: int, patience_s: float, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._connections, self._patience_s, self._clock_s = connections, patience_s, clock_s
        self._inside, self._free = 0, asyncio.Semaphore(connections)
        self._left_at: float | None = None
        # Seconds from one end to the next while somebody waits, and when that was seen last.
        self._took_s: deque[float] = deque(maxlen=NEWEST)
        self._seen_at = -BELIEVED_S

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Be in the line for a block; PoolTimeout if one's turn would come too late."""
        if self._wait_s() > self._patience_s:
            raise PoolTimeout("too many wait for a connection")
        self._inside += 1
        try:
            yield
        finally:
            self._leave()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, in the order of arrival; PoolTimeout once patience is at an end."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("no connection came free in time") from None
        try:
            yield
        finally:
            self._free.release()

    def _wait_s(self) -> float:
        """Return how long one more would wait; nothing as long as no pace is known."""
        ends_before = self._inside - self._connections + 1
        if ends_before <= 0 or len(self._took_s) < NEWEST or self._is_long_ago(self._clock_s()):
            return 0.0
        took_s = list(self._took_s)
        return ends_before * min(fmean(took_s), fmean(took_s[-NEWEST // 4 :]))

    def _leave(self) -> None:
        waited_for = self._inside > self._connections
        now, before = self._clock_s(), self._left_at
        self._inside -= 1
        self._left_at = now if waited_for else None
        if waited_for and before is not None:
            self._learn(now - before, now)

    def _learn(self, took_s: float, now: float) -> None:
        if self._is_long_ago(now):
            self._took_s.clear()
        self._took_s.append(took_s)
        self._seen_at = now

    def _is_long_ago(self, now: float) -> bool:
        return now - self._seen_at >= BELIEVED_S
