"""An event loop whose clock a test controls, so that waits take no real time."""

import asyncio
import math
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class MovedLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be moved, stopped and hurried; sockets and threads work as usual.

    One that `hurries` does so from its beginning to its end. `turns` counts the iterations of the
    loop.
    """

    def __init__(self, *, hurries: bool = False) -> None:
        self.turns = 0
        self._hurries = int(hurries)
        self._ahead_s = 0.0
        self._stands_at: float | None = None
        self._follow: Callable[[float], object] = _nobody
        super().__init__(_Watched(self))

    def time(self) -> float:
        return super().time() + self._ahead_s if self._stands_at is None else self._stands_at

    def skip(self, seconds: float) -> None:
        """Move the clock forward at once; timers that fall due meanwhile run late."""
        if self._stands_at is None:
            self._ahead_s += seconds
        else:
            self._stands_at += seconds
        self._follow(seconds)

    @contextmanager
    def standing(self, follow: Callable[[float], object] | None = None) -> Iterator[None]:
        """Stop the clock for a block; `follow` is called with the seconds of each move.

        It stands at a whole second, so that what is added to it is not rounded.
        """
        self._stands_at, self._follow = float(math.ceil(self.time())), follow or _nobody
        try:
            yield
        finally:
            self._ahead_s = self._stands_at - super().time()
            self._stands_at, self._follow = None, _nobody

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Jump to the next timer whenever the loop is idle, for the length of a block."""
        self._hurries += 1
        try:
            yield
        finally:
            self._hurries -= 1

    @property
    def is_hurrying(self) -> bool:
        return self._hurries > 0

    async def pass_by(self, seconds: float) -> None:
        """Let that many seconds pass, without waiting for them."""
        with self.hurrying():
            await asyncio.sleep(seconds)


class _Watched(selectors.DefaultSelector):
    """A selector that learns from its time-out when the loop's next timer is due."""

    def __init__(self, loop: MovedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        self._loop.turns += 1
        if not (timeout and self._loop.is_hurrying):
            return super().select(timeout)
        found = super().select(0)
        if not found:
            self._loop.skip(timeout)
        return found


def the_loop() -> MovedLoop:
    """Return the running loop, which must be a MovedLoop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, MovedLoop)
    return loop


def _nobody(_: float) -> None:
    """Ignore a move of the clock."""
