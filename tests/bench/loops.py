"""The loop of a bench: the one that the product runs on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")


def run(job: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a job on it and return what it returns."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(job())
