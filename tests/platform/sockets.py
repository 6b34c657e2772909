"""The API behind a real socket of loopback, and clients that write what they like, or nothing."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI
from prometheus_client import REGISTRY

from api.platform.servers import build_server
from api.platform.settings import Settings
from tests.waiting import WITHIN_S, until

LIVEZ = b"GET /livez HTTP/1.1\r\nhost: api\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that listens on a port of loopback."""

    port: int
    _server: uvicorn.Server

    @property
    def under_way(self) -> int:
        """Return how many requests the application has begun and not ended."""
        return len(self._server.server_state.tasks)


@asynccontextmanager
async def listening(app: FastAPI, settings: Settings, **changed: Any) -> AsyncIterator[Listening]:
    """Serve an app on a free port of loopback as `carryover serve` does."""
    server = build_server(app, settings.model_copy(update=changed), lambda: None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        await until(lambda: server.started, "the server to start")
        try:
            yield Listening(listener.getsockname()[1], server)
        finally:
            server.should_exit = True
            await serving


@dataclass(slots=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        found: str = json.loads(self.body)["code"]
        return found


class Client:
    """A connection whose every byte a test decides about."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, *parts: bytes) -> bool:
        """Write, and tell whether the other side still listens."""
        try:
            for part in parts:
                self._writer.write(part)
                await self._writer.drain()
        except ConnectionError:
            return False
        return True

    async def answer(self) -> Answer:
        """Read one answer; 100 Continue is one too."""
        async with asyncio.timeout(WITHIN_S):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(head[0].split()[1]), headers, body)

    async def ask(self, request: bytes) -> Answer:
        await self.say(request)
        return await self.answer()

    async def is_ended(self) -> bool:
        """Tell whether the other side ends the connection, however long that takes."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while await self._reader.read(65_536):
                    pass
        except ConnectionError:
            pass
        return True

    async def dribble(self, byte: bytes = b"x", every_s: float = 0.02) -> None:
        """Write a byte again and again until the other side has ended the connection."""
        async with asyncio.timeout(WITHIN_S):
            ended = asyncio.create_task(self.is_ended())
            while not ended.done():
                await self.say(byte)
                await asyncio.sleep(every_s)

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def connected(port: int, count: int = 1) -> AsyncIterator[list[Client]]:
    """Open connections and close them at the end."""
    clients = []
    try:
        while len(clients) < count:
            clients.append(Client(*await asyncio.open_connection("127.0.0.1", port)))
        yield clients
    finally:
        for client in clients:
            client.close()


def request_of(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a request; `content_length` may say another length than the body has."""
    told = {"host": "api", "content-type": "application/json", "content-length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def ended(reason: str) -> float:
    """Return how many connections this process has ended for a reason."""
    name = "carryover_http_connections_ended_total"
    return REGISTRY.get_sample_value(name, {"reason": reason}) or 0.0


def open_now() -> float:
    """Return how many connections this process has."""
    return REGISTRY.get_sample_value("carryover_http_connections") or 0.0
