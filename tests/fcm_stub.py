"""A stand-in for FCM on this machine: a real HTTP server with an append-only log.

    python -m tests.fcm_stub --port 0 --log FILE [--port-file FILE] [--clock-file FILE]

A target value such as `503:phone` selects a behaviour of tests/fcm_protocol.py. `POST /control`
selects it for the next requests, `GET /control` counts the requests so far, and no request is
answered between `/control/hold` and `/control/release`. The process ends with its parent unless
`--detached`.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import struct
import sys
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TextIO

from aiohttp import web

from tests.fcm_protocol import BEHAVIOURS, Behaviour, refused, target_of

LINGER_NOT = struct.pack("ii", 1, 0)
PIECES = 10


class FcmStub:
    """Serves FCM's HTTP v1 API on a loopback port while its context is open.

    `accepted` lists the messages it accepted (`at`, `kind`, `value`, `message`), oldest first;
    `requests` counts all requests that arrived.
    """

    def __init__(
        self, port: int = 0, log: TextIO | None = None, clock_file: Path | None = None
    ) -> None:
        self.accepted: list[dict[str, Any]] = []
        self.requests = 0
        self.url = ""
        self.port = port
        self._log = log
        self._clock_file = clock_file
        self._scripted: deque[tuple[Behaviour, int]] = deque()
        self._default = BEHAVIOURS["ok"]
        self._closing = asyncio.Event()
        self._released = asyncio.Event()
        self._released.set()
        self._runner = web.AppRunner(
            self._app(), handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024)
        await site.start()
        self.port = site.port
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._closing.set()
        self.release()
        await self._runner.cleanup()

    def script(
        self,
        behaviour: str,
        times: int | None = 1,
        retry_after: str | int | None = None,
        delay_s: float | None = None,
    ) -> None:
        """Queue a behaviour for the next `times` requests; None: for all from now on."""
        wait = None if retry_after is None else str(retry_after)
        chosen = BEHAVIOURS[behaviour].but(wait, delay_s)
        if times is None:
            self._scripted.clear()
            self._default = chosen
        else:
            self._scripted.append((chosen, times))

    def hold(self) -> None:
        """Make every request wait until `release`: for its answer, or earlier if it hesitates."""
        self._released.clear()

    def release(self) -> None:
        """Go on with the requests that wait, and serve later ones as usual."""
        self._released.set()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=65_536)
        app.router.add_post("/v1/projects/{project}/messages:send", self._send)
        app.router.add_post("/control", self._control)
        app.router.add_get("/control", self._counts)
        app.router.add_post("/control/hold", self._hold)
        app.router.add_post("/control/release", self._release)
        return app

    async def _control(self, request: web.Request) -> web.Response:
        try:
            self.script(**await request.json())
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def _hold(self, _: web.Request) -> web.Response:
        self.hold()
        return web.json_response({"ok": True})

    async def _release(self, _: web.Request) -> web.Response:
        self.release()
        return web.json_response({"ok": True})

    async def _counts(self, _: web.Request) -> web.Response:
        return web.json_response({"requests": self.requests, "accepted": len(self.accepted)})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        try:
            body = await request.json()
        except ValueError:
            body = None
        if refusal := refused(request.headers.get("Authorization"), body):
            return _answer(refusal)
        message = body["message"]
        behaviour = self._behaviour(target_of(message)[1])
        accepts = behaviour.accepts and not body.get("validate_only")
        if accepts and not behaviour.hesitates:
            self._accept(message)
        await self._released.wait()
        if behaviour.delay_s and not behaviour.drips:
            await asyncio.sleep(behaviour.delay_s)
        if accepts and behaviour.hesitates:
            self._accept(message)
        return await self._end(request, behaviour)

    def _behaviour(self, target: str) -> Behaviour:
        prefix, colon, _ = target.partition(":")
        if colon and prefix in BEHAVIOURS:
            return BEHAVIOURS[prefix]
        if not self._scripted:
            return self._default
        behaviour, times = self._scripted.popleft()
        if times > 1:
            self._scripted.appendleft((behaviour, times - 1))
        return behaviour

    def _accept(self, message: dict[str, Any]) -> None:
        kind, value = target_of(message)
        entry = {"at": self._now().isoformat(), "kind": kind, "value": value, "message": message}
        self.accepted.append(entry)
        if self._log is not None:
            self._log.write(json.dumps(entry) + "\n")

    def _now(self) -> datetime:
        shift = "0"
        if self._clock_file is not None and self._clock_file.exists():
            shift = self._clock_file.read_text().strip() or "0"
        return datetime.now(UTC) + timedelta(seconds=float(shift))

    async def _end(self, request: web.Request, behaviour: Behaviour) -> web.StreamResponse:
        name = {"name": f"projects/{request.match_info['project']}/messages/{self.requests}"}
        if behaviour.drips:
            return await _drip(request, json.dumps(name).encode(), behaviour)
        if behaviour.ending == "name":
            return web.json_response(name, headers=behaviour.headers)
        if behaviour.ending == "answer":
            return _answer(behaviour)
        if behaviour.ending == "hang":
            await self._closing.wait()
        _reset(request)
        return web.Response(status=503)


def _answer(behaviour: Behaviour) -> web.Response:
    headers = {"Content-Type": behaviour.content_type, **behaviour.headers}
    return web.Response(status=behaviour.status, body=behaviour.body, headers=headers)


async def _drip(request: web.Request, body: bytes, behaviour: Behaviour) -> web.StreamResponse:
    """Send the usual answer, its head or its body in small pieces over the delay."""
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    at_once, slowly = (b"", head) if behaviour.drips == "head" else (head, body)
    transport = request.transport
    assert transport is not None
    transport.write(at_once)
    step = -(-len(slowly) // PIECES)
    for start in range(0, len(slowly), step):
        await asyncio.sleep(behaviour.delay_s / PIECES)
        transport.write(slowly[start : start + step])
    if behaviour.drips == "head":
        transport.write(body)
    transport.close()
    # aiohttp writes this response to the closed connection, where it is lost.
    return web.Response(status=503)


def _reset(request: web.Request) -> None:
    """Drop the connection with a TCP reset instead of an orderly end."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        request.transport.abort()


async def _serve(options: argparse.Namespace, log: TextIO, parent: int) -> None:
    """Serve until SIGTERM, SIGINT or the end of the parent process."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with FcmStub(options.port, log, options.clock_file) as stub:
        if options.port_file is not None:
            draft = options.port_file.with_suffix(".draft")
            draft.write_text(str(stub.port))
            draft.replace(options.port_file)
        sys.stdout.write(f"{stub.url}\n")
        sys.stdout.flush()
        while not stopped.is_set() and (options.detached or os.getppid() == parent):
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), 0.2)


def main() -> None:
    """Run the stub as a process of its own."""
    parent = os.getppid()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--log", type=Path, required=True, help="gets one JSON line per acceptance")
    parser.add_argument("--port-file", type=Path, help="gets the port once it is open")
    parser.add_argument("--clock-file", type=Path, help="has the seconds added to the clock")
    parser.add_argument("--detached", action="store_true", help="outlive the parent process")
    options = parser.parse_args()
    with options.log.open("a", buffering=1) as log:
        asyncio.run(_serve(options, log, parent))


if __name__ == "__main__":
    main()
