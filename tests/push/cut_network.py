"""A TCP proxy in front of PostgreSQL that can refuse, drop or hold back what passes through."""

import asyncio
from contextlib import suppress
from typing import Self
from urllib.parse import parse_qs, urlsplit, urlunsplit


class CuttableNetwork:
    """Forwards connections to the PostgreSQL of a URL; `url` is the same database through it.

    `swallowed` counts the bytes that were held back.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = parse_qs(parts.query).get("host", [None])[0]
        self._host, self._to = parts.hostname, parts.port or 5432
        self._parts = parts
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0
        self.swallowed = 0
        self._passable = asyncio.Event()
        self._passable.set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.cut()

    @property
    def url(self) -> str:
        user = self._parts.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{self._port}"
        return urlunsplit(self._parts._replace(netloc=netloc, query=""))

    async def mend(self) -> None:
        """Accept connections, for the first time or again."""
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    def swallow(self) -> None:
        """Hold everything back without closing anything, so that neither side notices."""
        self._passable.clear()

    def release(self) -> None:
        """Forward what was held back, then go on as usual."""
        self._passable.set()

    async def _pass_on(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            far, onwards = await self._connect()
            self._writers |= {back, onwards}
            await asyncio.gather(self._pump(near, onwards), self._pump(far, back))
            self._writers -= {back, onwards}

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._socket:
            return await asyncio.open_unix_connection(f"{self._socket}/.s.PGSQL.{self._to}")
        return await asyncio.open_connection(self._host, self._to)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                self.swallowed += 0 if self._passable.is_set() else len(data)
                await self._passable.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
