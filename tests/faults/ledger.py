"""What our own tables say, to be held against the stand-in's log."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select

from api.platform.db import Sessions, transaction
from api.tables import Account, Delivery, Device, Practice, Reminder, Worker
from tests.faults.conftest import Ground
from tests.faults.invariants import TERMINAL, Evidence, broken
from tests.waiting import WITHIN_S, until


async def states(sessions: Sessions) -> Counter[str]:
    async with transaction(sessions, write=False) as session:
        return Counter(await session.scalars(select(Reminder.state)))


async def reasons(sessions: Sessions) -> Counter[tuple[str, str | None]]:
    """Return how many reminders ended so, by state and reason."""
    async with transaction(sessions, write=False) as session:
        found = await session.execute(select(Reminder.state, Reminder.reason))
        return Counter((row.state, row.reason) for row in found)


async def disabled(sessions: Sessions) -> Counter[str | None]:
    """Return how many phones are disabled, by reason; those in use under None."""
    async with transaction(sessions, write=False) as session:
        return Counter(await session.scalars(select(Device.disabled_reason)))


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


async def evidence(ground: Ground, sessions: Sessions) -> Evidence:
    """Return what the invariants are judged by."""
    async with transaction(sessions, write=False) as session:
        due = {row.id: row for row in await session.scalars(select(Reminder))}
        phones = await session.execute(select(Device.target, Device.account_id))
        names = {*await session.scalars(select(Account.name))}
        names |= {*await session.scalars(select(Practice.name))}
        return Evidence(
            ground.accepted.pushes(),
            due,
            {row.target: row.account_id for row in phones},
            frozenset(names),
            ground.now(),
        )


async def held(ground: Ground, sessions: Sessions) -> Evidence:
    """Assert that every invariant holds; return the evidence."""
    found = await evidence(ground, sessions)
    faults = broken(found)
    assert not faults, faults
    return found


async def is_over(sessions: Sessions) -> bool:
    """Tell whether every reminder has ended."""
    return not set(await states(sessions)) - TERMINAL


async def all_ended(sessions: Sessions, within_s: float = WITHIN_S) -> None:
    """Wait until every reminder has ended."""
    await until(lambda: is_over(sessions), "all reminders to end", within_s, every_s=0.1)
