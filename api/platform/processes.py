"""Preparing a process to run for long, and ending it in time."""

import gc
import os
import threading

import structlog

log = structlog.get_logger("carryover.server")
# Longer than the 25 s of draining pushes; after that, a database that does not answer is left.
LEAVE_S = 32.0


def quieten_collector() -> None:
    """Exclude all present objects from garbage collection; call it when everything is loaded.

    Requests leave few reference cycles, so collections are made rare: it costs little memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def leave_within(seconds: float = LEAVE_S) -> None:
    """End this process after that many seconds if it is still running, because clean-up stalled.

    A connection whose peer never answers can keep the event loop from closing for ever.
    """
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("exit_forced")
    os._exit(1)
