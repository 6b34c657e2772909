"""What became of all reminders in the database."""

import asyncio
from typing import Any

from sqlalchemy import Select, select

from api.db import Sessions, transaction
from api.models import Reminder


async def states(sessions: Sessions) -> list[str]:
    return await _read(sessions, select(Reminder.state))


async def attempts(sessions: Sessions) -> list[int]:
    return await _read(sessions, select(Reminder.attempts))


async def ends(sessions: Sessions) -> list[tuple[str, str | None]]:
    async with transaction(sessions, write=False) as session:
        rows = await session.execute(select(Reminder.state, Reminder.reason))
        return [(state, reason) for state, reason in rows]


async def until_sent(sessions: Sessions, count: int) -> None:
    """Wait until so many were sent, five seconds at most."""
    for _ in range(100):
        if (await states(sessions)).count("sent") == count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await states(sessions))


async def _read(sessions: Sessions, query: Select[Any]) -> list[Any]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(query))
