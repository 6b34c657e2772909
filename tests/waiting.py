"""Waiting for something to come to pass: as long as it takes, but not for ever."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
# It ends a hang and nothing else: a wait for what comes costs no more for it, on any machine.
WITHIN_S = 120.0


async def until(
    look: Callable[[], Any | Awaitable[Any]],
    what: str,
    within_s: float = WITHIN_S,
    every_s: float = 0.01,
) -> None:
    """Look again and again until `what` is found, truthy; AssertionError when it never is."""
    loop = asyncio.get_running_loop()
    for _ in _looks(what, within_s):
        found = look()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return
        # Not by the clock of the loop, which a test may have stopped.
        await loop.run_in_executor(None, time.sleep, every_s)


def eventually(
    look: Callable[[], T | None], what: str, within_s: float = WITHIN_S, every_s: float = 0.05
) -> T:
    """Return what `look` finds as soon as it is truthy; AssertionError when it never is."""
    for _ in _looks(what, within_s):
        if found := look():
            return found
        time.sleep(every_s)
    raise AssertionError


def _looks(what: str, within_s: float) -> Iterator[None]:
    """Yield for each look, while there is time; AssertionError when it is up."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        yield
    raise AssertionError(f"waited {within_s:.0f} s in vain for {what}")
