"""Waiting for something to come to pass, for so long and no longer."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any


async def until(
    look: Callable[[], Any | Awaitable[Any]], within_s: float = 15.0, every_s: float = 0.01
) -> None:
    """Look again and again until what is found is truthy; AssertionError when it never is."""
    end = time.monotonic() + within_s
    while True:
        found = look()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return
        assert time.monotonic() < end, f"nothing within {within_s} s: {inspect.getsource(look)}"
        await asyncio.sleep(every_s)
