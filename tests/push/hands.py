"""Two workers that hold a client's reminders between them."""

from uuid import UUID, uuid4

from api.db import transaction
from push.claims import claim
from tests.push.house import House


async def take(house: House, most: int = 1) -> tuple[list[UUID], UUID]:
    """Claim what is due now, as one more worker; return it with that worker's token."""
    token = uuid4()
    async with transaction(house.care.sessions) as session:
        return await claim(session, token, house.care.clock.at, most), token


async def send(house: House, hand: tuple[list[UUID], UUID]) -> list[str]:
    """Carry a claim through to its result; return all pushed so far."""
    await house.worker._dispatcher.dispatch(*hand)
    return house.pushed
