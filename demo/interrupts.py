"""Ctrl-C while seeding: it always takes effect, and unfinished work is cleaned up."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_S = 0.5


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn SIGINT into a cancellation of this task, repeated until the block has ended.

    A single cancellation can be lost in a driver's threads. Raises KeyboardInterrupt at the end.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    repeats: list[asyncio.TimerHandle] = []

    def cancel() -> None:
        task.cancel()
        repeats.append(loop.call_later(AGAIN_S, cancel))

    loop.add_signal_handler(signal.SIGINT, cancel)
    try:
        yield
    except asyncio.CancelledError:
        if repeats:
            raise KeyboardInterrupt from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        for repeat in repeats:
            repeat.cancel()
