"""Two workers that hold a client's reminders between them."""

from uuid import UUID, uuid4

from api.platform.db import transaction
from push.turn.claims import claim
from tests.push.house import House

Hand = tuple[list[UUID], UUID]


async def take(house: House, most: int = 1, token: UUID | None = None) -> Hand:
    """Claim what is due now, as one more worker; return it with that worker's token."""
    token = token or uuid4()
    async with transaction(house.care.sessions) as session:
        return await claim(session, token, house.care.clock.at, most), token


async def send(house: House, hand: Hand) -> list[str]:
    """Carry a claim through to its result; return all pushed so far."""
    await house.worker._dispatcher.dispatch(*hand)
    return house.pushed
