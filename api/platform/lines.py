"""The line before a pool of connections: who could not be served in time is told so at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import TimeoutError as PoolTimeout

# How much the newest end says of the pace; a burst of some dozens decides.
NEWEST = 0.1
# So long a pace is believed after it was last seen: another hour has other requests.
BELIEVED_S = 30.0


class Line:
    """Knows who has a connection or waits for one, and how fast they leave.

    It belongs to one event loop. The pool itself serves in the order of arrival.
    """

    def __init__(
        self, connections: int, patience_s: float, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._connections, self._patience_s, self._clock_s = connections, patience_s, clock_s
        self._inside = 0
        self._left_at: float | None = None
        # Seconds from one end to the next while somebody waits, and when that was seen last.
        self._pace_s, self._seen_at = 0.0, -BELIEVED_S

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

    def _wait_s(self) -> float:
        """Return how long one more would wait; nothing as long as no pace is known."""
        ends_before = self._inside - self._connections + 1
        if ends_before <= 0 or self._clock_s() - self._seen_at >= BELIEVED_S:
            return 0.0
        return ends_before * self._pace_s

    def _leave(self) -> None:
        waited_for = self._inside > self._connections
        now, before = self._clock_s(), self._left_at
        self._inside -= 1
        self._left_at = now if waited_for else None
        if waited_for and before is not None:
            self._learn(now - before, now)

    def _learn(self, took_s: float, now: float) -> None:
        is_new = now - self._seen_at >= BELIEVED_S
        self._pace_s = took_s if is_new else self._pace_s + NEWEST * (took_s - self._pace_s)
        self._seen_at = now
