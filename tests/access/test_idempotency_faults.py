"""An answer is kept with what it tells of, or neither is, whatever goes wrong or comes at once."""

import asyncio

import pytest
from sqlalchemy import text

from api.care.locks import lock_client
from api.platform.db import transaction
from api.tables import (
    KeptAnswer,
    Prescription,
)
from tests.acting.care import problem
from tests.acting.lost import next_commit_lost
from tests.acting.repeating import (
    ITEM,
    count,
    is_replay_of,
    prescriptions,
    send,
)
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_while_the_first_still_runs_the_second_is_told_to_try_again(care):
    async with asyncio.timeout(WITHIN_S):
        async with transaction(care.sessions) as other:
            await lock_client(other, care.ana.id)
            first = asyncio.ensure_future(send(care.ben, prescriptions(care), ITEM))
            await until_blocked(care.sessions, first)
            second = await send(care.ben, prescriptions(care), ITEM)
            unlike = await send(care.ben, prescriptions(care), ITEM | {"max_pain": 4})
            assert not first.done()
        for answer in (second, unlike):
            assert problem(answer) == (409, "idempotency_key_in_use")
            assert answer.json()["retryable"] is True
            assert answer.headers["retry-after"] == "1"
        assert is_replay_of(await first, await send(care.ben, prescriptions(care), ITEM))
    assert await count(care, Prescription) == 1


async def test_of_many_at_once_one_creates(care):
    answers = await asyncio.gather(*(send(care.ben, prescriptions(care), ITEM) for _ in range(6)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert {problem(a) for a in answers if a not in made} <= {(409, "idempotency_key_in_use")}
    assert len({answer.json()["id"] for answer in made}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in made) == 1
    assert await count(care, Prescription) == 1


async def test_what_fails_at_commit_leaves_neither_record_nor_answer(care):
    with next_commit_lost():
        assert (await send(care.ben, prescriptions(care), ITEM)).status_code == 500
    assert (await count(care, Prescription), await count(care, KeptAnswer)) == (0, 0)
    again = await send(care.ben, prescriptions(care), ITEM)
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


async def test_what_cannot_be_kept_is_not_created(care):
    """As when the connection is lost between the two."""
    async with transaction(care.sessions) as session:
        await session.execute(text("ALTER TABLE kept_answers RENAME TO away"))
    try:
        answer = await send(care.ben, prescriptions(care), ITEM)
        assert answer.status_code in (500, 503)
        assert await count(care, Prescription) == 0
    finally:
        async with transaction(care.sessions) as session:
            await session.execute(text("ALTER TABLE away RENAME TO kept_answers"))
