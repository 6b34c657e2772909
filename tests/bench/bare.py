"""How a bare ceiling is served: as the product is, by uvicorn and uvloop in one process."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tests.processes import answers, environment, free_port, running
from tests.waiting import eventually


def serve(build: Callable[[str], Any], about: str | None) -> None:
    """Serve what is built for a database, as its command line says."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    options = parser.parse_args()
    uvicorn.run(
        build(options.database),
        host="127.0.0.1",
        port=options.port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
    )


@contextmanager
def ceiling_served(folder: Path, module: str, url: str, ready: str) -> Iterator[int]:
    """Run a ceiling on a database in a process of its own; yields its port once it is ready."""
    port = free_port()
    command = (sys.executable, "-m", module, "--port", str(port), "--database", url)
    with running(*command, env=environment(url), log=folder / "ceiling.log") as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}{ready}", process), "the bare server")
        yield port
