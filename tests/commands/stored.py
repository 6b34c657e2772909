"""What a database holds, asked by tests that open it only for so long."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert, text

from api.access.audit import record
from api.people.audit_chain import chain_keys, chain_some
from api.platform.db import Sessions, open_sessions, transaction
from api.tables import Practice
from tests.conftest import NOW
from tests.databases import settings_for

T = TypeVar("T")
FIRST = UUID(int=0)


def on(url: str, job: Callable[[Sessions], Awaitable[T]]) -> T:
    """Run a job on a database, and close it."""

    async def run() -> T:
        sessions = open_sessions(settings_for(url))
        try:
            return await job(sessions)
        finally:
            await sessions.engine.dispose()

    return asyncio.run(run())


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""

    async def run(sessions: Sessions) -> list[tuple[Any, ...]]:
        async with transaction(sessions, write=False) as session:
            return [tuple(row) for row in (await session.execute(text(sql))).all()]

    return on(url, run)


def note(url: str, count: int, *, chained: bool = True, at: datetime = NOW) -> None:
    """Note events of a practice, and chain them if they are to be."""

    async def run(sessions: Sessions) -> None:
        async with transaction(sessions) as session:
            for _ in range(count):
                record(session, at, "view client", practice_id=UUID(int=7), actor_id=None)

    on(url, run)
    if chained:
        chain(url, at)


def chain(url: str, at: datetime = NOW) -> None:
    """Chain what the audit has noted, as a worker does."""

    async def run(sessions: Sessions) -> None:
        async with transaction(sessions) as session:
            await chain_some(session, at, chain_keys(settings_for(url)), FIRST)

    on(url, run)


def open_practices(url: str, *names: str) -> None:
    """Store practices of these names."""

    async def run(sessions: Sessions) -> None:
        async with transaction(sessions) as session:
            values = [{"created_at": NOW, "name": name, "timezone": "UTC"} for name in names]
            await session.execute(insert(Practice), values)

    on(url, run)


def practices(url: str) -> Sequence[str]:
    """Return the names of the practices."""
    return [name for (name,) in rows(url, "SELECT name FROM practices ORDER BY name")]
