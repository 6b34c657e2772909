"""Requests for a server, sent from a process of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.bench.processors import seconds_of
from tests.cast import Person
from tests.processes import ROOT

Request = dict[str, Any]
CONNECTIONS = 16


def port_of(address: str) -> int:
    """Return the port of a server's address."""
    return int(address.rpartition(":")[2])


def reading(person: Person, path: str) -> Request:
    """Return the request with which somebody reads a path."""
    return request_of(person.token, "GET", path)


def request_of(token: str, method: str, path: str, body: Any = None) -> Request:
    """Return a request as browsers and phones send it: they take what is compressed."""
    headers = {"authorization": f"Bearer {token}", "accept-encoding": "gzip"}
    return {"method": method, "path": path, "headers": headers, "body": body}


def send(
    folder: Path, requests: Sequence[Request], port: int, connections: int = CONNECTIONS
) -> dict[str, Any]:
    """Send them all and return how fast it went; AssertionError unless all of them succeed."""
    file = folder / "requests.jsonl"
    file.write_text("\n".join(map(json.dumps, requests)))
    command = [sys.executable, "-m", "tests.bench.load", "--port", str(port)]
    command += ["--requests", str(file), "--connections", str(connections)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert not found["failed"], found["failed"][0]
    return found


def send_measured(
    folder: Path,
    requests: Sequence[Request],
    port: int,
    process: psutil.Process,
    connections: int = CONNECTIONS,
) -> dict[str, Any]:
    """Send them all; return also how many a second of the server's processor answers."""
    before = seconds_of(process)
    found = send(folder, requests, port, connections)
    return found | {"rate_of_processor": len(requests) / (seconds_of(process) - before)}
