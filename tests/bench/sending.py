"""Requests for a server, sent from a process of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.cast import Person
from tests.processes import ROOT

Request = dict[str, Any]
CONNECTIONS = 16


def port_of(address: str) -> int:
    """Return the port of a server's address."""
    return int(address.rpartition(":")[2])


def reading(person: Person, path: str) -> Request:
    """Return the request with which somebody reads a path."""
    headers = {"authorization": f"Bearer {person.token}"}
    return {"method": "GET", "path": path, "headers": headers, "body": None}


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
