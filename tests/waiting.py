"""Waiting until a condition holds: as long as it takes, within a generous limit."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
# Only a hang reaches this limit; a wait ends as soon as its condition holds.
WITHIN_S = 120.0


async def until(
    look: Callable[[], Any | Awaitable[Any]],
    what: str,
    within_s: float = WITHIN_S,
    every_s: float = 0.01,
) -> None:
    """Call `look` until it returns something truthy; AssertionError naming `what` when too late."""
    loop = asyncio.get_running_loop()
    for _ in _looks(what, within_s):
        found = look()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return
        # Not the clock of the loop, which a test may have stopped.
        await loop.run_in_executor(None, time.sleep, every_s)


def eventually(
    look: Callable[[], T | None], what: str, within_s: float = WITHIN_S, every_s: float = 0.05
) -> T:
    """Do the same without an event loop, and return what `look` returned."""
    for _ in _looks(what, within_s):
        if found := look():
            return found
        time.sleep(every_s)
    raise AssertionError


def _looks(what: str, within_s: float) -> Iterator[None]:
    """Yield once per attempt while there is time; then raise AssertionError."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        yield
    raise AssertionError(f"waited {within_s:.0f} s in vain for {what}")
