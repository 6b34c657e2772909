"""Reading the states of all reminders in the database."""

from typing import Any

from sqlalchemy import Select, select

from api.platform.db import Sessions, transaction
from api.tables import Reminder
from tests.waiting import until


async def states(sessions: Sessions) -> list[str]:
    return await _read(sessions, select(Reminder.state))


async def attempts(sessions: Sessions) -> list[int]:
    return await _read(sessions, select(Reminder.attempts))


async def ends(sessions: Sessions) -> list[tuple[str, str | None]]:
    async with transaction(sessions, write=False) as session:
        rows = await session.execute(select(Reminder.state, Reminder.reason))
        return [(state, reason) for state, reason in rows]


async def until_sent(sessions: Sessions, count: int) -> None:
    """Wait until exactly `count` reminders are sent."""

    async def are_sent() -> bool:
        return (await states(sessions)).count("sent") == count

    await until(are_sent, f"{count} to be sent", every_s=0.05)


async def _read(sessions: Sessions, query: Select[Any]) -> list[Any]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(query))
