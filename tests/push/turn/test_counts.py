"""Places in a day's cap: taken one by one, by several workers at once."""

import asyncio

import pytest
from sqlalchemy import select

from api.platform.db import Sessions, transaction
from api.tables import ReminderDay
from push.turn.caps import Place, take_places
from tests.conftest import NOW
from tests.push.crowds import gather_crowd


@pytest.mark.parametrize("most", [1, 3])
async def test_of_many_who_take_a_place_at_once_only_as_many_get_one(
    sessions: Sessions, most: int
) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW)

    async def one() -> int:
        async with transaction(sessions) as session:
            place = Place(crowd.clients[0], NOW.date(), most)
            return len(await take_places(session, [place], NOW))

    assert sum(await asyncio.gather(*(one() for _ in range(12)))) == most
    async with transaction(sessions, write=False) as session:
        (row,) = await session.scalars(select(ReminderDay))
    assert (row.sent, row.unanswered) == (most, most)


async def test_workers_with_the_same_clients_never_block_each_other_for_good(
    sessions: Sessions,
) -> None:
    """Each asks in another order and with other caps; on PostgreSQL that could be a deadlock."""
    crowd = await gather_crowd(sessions, 20, NOW, NOW)

    async def one(turn: int) -> None:
        clients = crowd.clients[::-1] if turn % 2 else crowd.clients
        places = [
            Place(each, NOW.date(), 3 + (number + turn) % 4) for number, each in enumerate(clients)
        ]
        async with transaction(sessions) as session:
            await take_places(session, places, NOW)

    await asyncio.gather(*(one(turn) for turn in range(10)))


async def test_a_place_is_asked_for_by_each_client_for_herself(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 3, NOW, NOW)
    mosts = (1, 2, 0)
    places = [
        Place(each, NOW.date(), most) for each, most in zip(crowd.clients, mosts, strict=True)
    ]
    granted = []
    for _ in range(3):
        async with transaction(sessions) as session:
            granted.append(await take_places(session, places, NOW))
    first, second, _ = crowd.clients
    assert granted == [{first, second}, {second}, set()]
