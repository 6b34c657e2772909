"""What our own tables say, to be held against the stand-in's log."""

import asyncio
from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from api.db import Sessions, transaction
from api.models import Delivery, Reminder, Worker

TERMINAL = {"sent", "failed", "expired", "cancelled", "skipped"}


async def states(sessions: Sessions) -> Counter[str]:
    async with transaction(sessions, write=False) as session:
        return Counter(await session.scalars(select(Reminder.state)))


async def reminders(sessions: Sessions) -> dict[UUID, Reminder]:
    async with transaction(sessions, write=False) as session:
        return {row.id: row for row in await session.scalars(select(Reminder))}


async def lost(sessions: Sessions) -> set[UUID]:
    """Return the reminders of which a push was under way when its worker died."""
    async with transaction(sessions, write=False) as session:
        query = select(Delivery.reminder_id).where(Delivery.error == "worker_lost")
        return set(await session.scalars(query))


async def beating(sessions: Sessions) -> int:
    """Return how many workers have shown that they live."""
    async with transaction(sessions, write=False) as session:
        return await session.scalar(select(func.count()).select_from(Worker)) or 0


async def in_flight(sessions: Sessions) -> int:
    """Return how many pushes are marked as leaving and have no result."""
    async with transaction(sessions, write=False) as session:
        query = select(func.count()).where(Delivery.state == "dispatching")
        return await session.scalar(query) or 0


async def all_ended(sessions: Sessions, within_s: float) -> None:
    """Wait until every reminder has ended."""
    for _ in range(int(within_s * 10)):
        if not set(await states(sessions)) - TERMINAL:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await states(sessions))


def early(due: dict[UUID, Reminder], times: dict[UUID, list[datetime]]) -> list[UUID]:
    """Return what was accepted before it was due."""
    return [key for key, at in times.items() if min(at) < due[key].due_at]


def late(due: dict[UUID, Reminder], times: dict[UUID, list[datetime]]) -> list[UUID]:
    """Return what was accepted when it had expired."""
    return [key for key, at in times.items() if max(at) >= due[key].expires_at]
