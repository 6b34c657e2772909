"""The product's real processes, started and ended by tests."""

import os
import random
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2

from tests.databases import KEY
from tests.waiting import WITHIN_S, eventually

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
TURNS = "carryover_turn_seconds_count"


def environment(database_url: str, **more: str) -> dict[str, str]:
    """Return the environment of a process; `more` are settings, named without their prefix."""
    ours = {"DATABASE_URL": database_url, "SECRET_KEY": KEY, "ENVIRONMENT": "test"} | more
    if database_url.startswith("postgresql"):
        # Beside no file of a database, and not in this checkout; one that is named has to be there.
        erased = Path(tempfile.gettempdir()) / f"erased-{os.getpid()}"
        erased.touch()
        ours.setdefault("ERASED_FILE", str(erased))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return kept | {f"CARRYOVER_{name}": value for name, value in ours.items()}


def free_port() -> int:
    """Return a free loopback port that the system does not assign to outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def turns(text: str) -> float:
    """Return how many turns a worker has done, read from the text of its metrics."""
    counts = [line.split()[1] for line in text.splitlines() if line.startswith(TURNS)]
    return float(counts[0]) if counts else 0.0


@contextmanager
def running(
    *command: str | Path, env: dict[str, str], log: Path, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the block lasts, its output in a file; ended with SIGTERM."""
    parts = [str(part) for part in command]
    with log.open("ab") as out:
        process = subprocess.Popen(parts, env=env, stdout=out, stderr=subprocess.STDOUT, cwd=cwd)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=WITHIN_S)


def carryover(*arguments: str, env: dict[str, str], stdin: str = "") -> str:
    """Run a command of the product to its end and return its standard output."""
    done = subprocess.run(
        [BIN / "carryover", *arguments],
        env=env,
        input=stdin,
        text=True,
        capture_output=True,
        timeout=WITHIN_S,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def serving(
    env: dict[str, str], log: Path, *options: str, port: int | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `carryover serve` on a free port, or on this one; yields its address once it answers."""
    port = port or free_port()
    command = (BIN / "carryover", "serve", "--port", str(port), *options)
    with running(*command, env=env, log=log) as process:
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: answers(f"{url}/livez", process), "the API to answer")
        yield url, process


def answers(url: str, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Tell whether a URL answers 200; AssertionError when its process has ended."""
    assert process is None or process.poll() is None, f"it ended with {process.returncode}"
    try:
        return httpx2.get(url, timeout=WITHIN_S).status_code == 200
    except httpx2.TransportError:
        return False


@contextmanager
def fcm(folder: Path, clock_file: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Run the FCM stand-in; yields its address and the file that logs what it accepted."""
    port_file, accepted = folder / "fcm.port", folder / "fcm.jsonl"
    options: tuple[str | Path, ...] = ("--port", "0", "--port-file", port_file, "--log", accepted)
    if clock_file is not None:
        options += ("--clock-file", clock_file)
    command = (sys.executable, "-m", "tests.fcm_stub", *options)
    with running(*command, env=dict(os.environ), log=folder / "fcm.out"):
        port = eventually(
            lambda: port_file.exists() and port_file.read_text().strip(), "the stand-in's port"
        )
        accepted.touch()
        yield f"http://127.0.0.1:{port}", accepted
