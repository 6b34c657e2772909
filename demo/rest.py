"""The other stories, which are told while the demo serves the first: by a process of their own.

They are told in a file that nobody else has. Each comes whole, in one transaction, into the file
that is served: neither a phone nor the worker there ever meets a story that is half told, or a
reminder of its past that is still to be sent.
"""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uvloop

from api.library import load
from api.platform.processes import quieten_collector
from api.platform.settings import Settings
from demo.copying import joining
from demo.databases import remove
from demo.engines import open_alone
from demo.progress import Tally, quiet, say
from demo.seed import staged, tell
from demo.stories import STORIES

# Whoever waits for the first answer comes first: the two processes would begin at the same time.
HEAD_START_S = 1.0


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be told: with which settings, in which file, and into which it comes then.

    `started` is when the seeding began, on the clock that all processes share.
    """

    settings: Settings
    seeded: Path
    file: Path
    today: date
    started: float


@contextmanager
def told_meanwhile(rest: Rest | None) -> Iterator[None]:
    """Tell the rest, if there is any, by a process that ends with this block if not before."""
    if rest is None:
        yield
        return
    process = multiprocessing.get_context("spawn").Process(target=_tell_rest, args=(rest,))
    starting = asyncio.get_running_loop().call_later(HEAD_START_S, process.start)
    try:
        yield
    finally:
        starting.cancel()
        if process.pid:
            process.terminate()
            process.join()
        remove(rest.seeded)


def _tell_rest(rest: Rest) -> None:
    # Ctrl-C reaches every process of a terminal; the one that serves ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quieten_collector()
    try:
        uvloop.run(_tell(rest))
    except Exception:
        say("Not all stories could be told; the next demo begins anew.")
        raise
    remove(rest.seeded)


async def _tell(rest: Rest) -> None:
    _end_with_parent()
    sessions = open_alone(rest.settings)
    try:
        with quiet(), joining(rest.seeded, rest.file) as served:
            tally = Tally(1, len(STORIES))
            stage = staged(rest.settings, sessions, load(), rest.today)
            for story in STORIES[1:]:
                await tell(stage, story, tally.watching)
                served.join()
                tally.count(story.name)
    finally:
        await sessions.engine.dispose()
    tally.end(time.monotonic() - rest.started)


def _end_with_parent() -> None:
    """End at once when the process that serves has been killed: another demo may begin anew."""
    parent = multiprocessing.parent_process()
    if parent:
        asyncio.get_running_loop().add_reader(parent.sentinel, os._exit, 1)
