"""A load generator: sends prepared requests over kept connections and prints how fast they went.

    python -m tests.bench.load --port PORT --requests FILE --connections N

FILE has one JSON request a line: `method`, `path`, `headers`, `body`, which may be null.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import uvloop


class Connection(asyncio.Protocol):
    """One connection that sends the next request when it has the answer to the last."""

    def __init__(self, requests: list[bytes], done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._done = done
        self._answer = b""
        self._began = 0.0
        self.transport: Any = None
        self.latencies: list[float] = []
        self.failed: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self.latencies.append(time.perf_counter() - self._began)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.failed.append(self._answer.decode(errors="replace"))
        self._answer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("closed"))

    def _next(self) -> None:
        if not self._requests:
            self._done.set_result(None)
            self.transport.close()
            return
        self._began = time.perf_counter()
        self.transport.write(self._requests.pop())


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    raise ValueError("an answer without content-length")


def _encoded(request: dict[str, Any]) -> bytes:
    body = b"" if request["body"] is None else json.dumps(request["body"]).encode()
    headers = {"host": "bench", "content-type": "application/json", **request["headers"]}
    lines = [f"{request['method']} {request['path']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _run(port: int, requests: list[bytes], connections: int) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    count, senders, ends = len(requests), [], []
    started = time.perf_counter()
    for _ in range(connections):
        done = loop.create_future()
        sender = Connection(requests, done)
        await loop.create_connection(lambda one=sender: one, "127.0.0.1", port)
        senders.append(sender)
        ends.append(done)
    await asyncio.gather(*ends)
    took = time.perf_counter() - started
    latencies = sorted(value for sender in senders for value in sender.latencies)
    return {
        "rate": count / took,
        "p50_ms": latencies[count // 2] * 1000,
        "p95_ms": latencies[count * 95 // 100] * 1000,
        "p99_ms": latencies[count * 99 // 100] * 1000,
        "failed": [text for sender in senders for text in sender.failed],
    }


def main() -> None:
    """Send them all and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--connections", type=int, required=True)
    options = parser.parse_args()
    lines = options.requests.read_text().splitlines()
    requests = [_encoded(json.loads(line)) for line in reversed(lines)]
    found = uvloop.run(_run(options.port, requests, options.connections))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
