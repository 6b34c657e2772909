"""Runs the ceiling on a database, in a process of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.processes import answers, environment, free_port, running
from tests.waiting import eventually


@contextmanager
def ceiling_served(folder: Path, url: str) -> Iterator[tuple[int, psutil.Process]]:
    """Serve a database by the ceiling; yields its port and its process once it answers."""
    port = free_port()
    command = (sys.executable, "-m", "tests.bench.ceiling", "--port", str(port))
    with running(*command, env=environment(url), log=folder / "ceiling.log") as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/livez", process), "the ceiling")
        yield port, psutil.Process(process.pid)
