"""Claiming reminders as another worker would, and dispatching that claim later."""

from uuid import UUID, uuid4

from api.platform.db import transaction
from push.turn.claims import claim
from tests.push.house import House

Hand = tuple[list[UUID], UUID]


async def take(house: House, most: int = 1, token: UUID | None = None) -> Hand:
    """Claim at most `most` due reminders as another worker; return their ids and its token."""
    token = token or uuid4()
    async with transaction(house.care.sessions) as session:
        return await claim(session, token, house.care.clock.at, most), token


async def send(house: House, hand: Hand) -> list[str]:
    """Dispatch claimed reminders to their results; return all targets pushed so far."""
    await house.worker._dispatcher.dispatch(*hand)
    return house.pushed
