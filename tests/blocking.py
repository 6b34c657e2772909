"""Waiting until a request is blocked by the lock of another transaction."""

import asyncio
from typing import Any

from sqlalchemy import text

from api.platform.db import Sessions, transaction
from tests.waiting import until

BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def until_blocked(sessions: Sessions, request: "asyncio.Task[Any]") -> None:
    """Wait until a request is blocked by the test's own open transaction, or is done.

    SQLite does not show its locks; there the request counts as blocked once it has a connection.
    """

    async def is_blocked() -> bool:
        if sessions.engine.dialect.name == "sqlite":
            return sessions.engine.pool.checkedout() > 1
        async with transaction(sessions, write=False) as session:
            return bool(await session.scalar(BLOCKED))

    async def is_blocked_or_done() -> bool:
        return request.done() or await is_blocked()

    await until(is_blocked_or_done, "a request to wait for a lock")
