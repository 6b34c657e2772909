"""Asking from another address than that of the tests, which is 127.0.0.1."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient


@asynccontextmanager
async def at(app: FastAPI, host: str | None) -> AsyncIterator[AsyncClient]:
    """Yield a client at this address; None is a socket that has none."""
    transport = ASGITransport(app, client=(host, 5000) if host else None)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url="http://api") as there:
        yield there
