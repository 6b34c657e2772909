"""How many statements the paths take that are taken most; no later work may add one unnoticed.

Who asks is counted, and what is noted; what begins and ends a transaction is not. Of every path it
is a second look: the first one also notes that a client's phone was there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from httpx2 import AsyncClient, Response

from tests.acting.care import Care, Json, body_of, on
from tests.acting.credentials import invite, redeem, refresh
from tests.acting.pasts import ago, episode, session_on, store_check_ins
from tests.cast import Person
from tests.statements import asked, asked_in_transactions

MONDAY = on(3, 2)
DAYS = 60
SPOT = {"region": "neck", "side": "left"}
ANSWERS = {"pain_average": 3, "pain_worst": 5, "sleep_quality": 6, "stress": 2, "body_map": [SPOT]}


@dataclass(frozen=True, slots=True)
class Life:
    """Ana after two months, with two items, on a phone whose refresh token is known."""

    care: Care
    items: tuple[Json, Json]
    refresh_token: str

    @property
    def http(self) -> AsyncClient:
        return self.care.ana.http


# By path: who reads it, and the most statements.
READS = {
    "/v1/clients/{ana}/trends": ("ben", 5),
    "/v1/clients/{ana}/brief": ("ben", 11),
    "/v1/clients/{ana}/adherence": ("ben", 6),
    "/v1/clients/{ana}": ("ben", 5),
    "/v1/caseload": ("ben", 10),
    "/v1/alerts": ("ben", 3),
    "/v1/alerts/usefulness": ("ben", 2),
    "/v1/me/today": ("ana", 6),
    "/v1/me/trends": ("ana", 7),
    "/v1/me": ("ana", 3),
}
WRITES = {
    "check-in PUT": 7,
    "check-in PUT again": 4,
    "log PUT": 9,
    "log PUT again": 8,
    "sign-in refresh": 4,
}


@pytest.fixture
async def life(care: Care) -> Life:
    items = await care.prescribe("10:00"), await care.prescribe("12:00", exercise="cat-cow")
    await episode(care, ago(DAYS))
    for days in (14, 7):
        await session_on(care, ago(days))
    told = [{"pain_average": n % 4, "sleep_quality": n % 5, "stress": n % 3} for n in range(DAYS)]
    await store_check_ins(care, ago(DAYS), told)
    tokens = body_of(await redeem(care.ana.http, await invite(care)))
    body_of(await care.ana.get("/v1/me"))
    return Life(care, items, tokens["refresh_token"])


@pytest.mark.parametrize("path", READS)
async def test_a_read_takes_no_more_statements_than_ever_and_no_transaction(life, path: str):
    who, most = READS[path]
    person: Person = getattr(life.care.cast, who)
    engine = life.care.sessions.engine.sync_engine
    with asked(engine) as seen, asked_in_transactions(engine) as begun:
        body_of(await person.get(path.format(ana=life.care.ana.id)))
    assert len(seen) <= most, [sql for sql, _ in seen]
    assert not begun


async def check_in(life: Life) -> Callable[[], Awaitable[Response]]:
    body = {"id": str(uuid4()), "recorded_at": life.care.clock.at.isoformat(), **ANSWERS}
    return lambda: life.care.ana.put(f"/v1/me/check-ins/{MONDAY}", body)


async def log(life: Life) -> Callable[[], Awaitable[Response]]:
    log_id = uuid4()
    return lambda: life.care.log(life.items[0], MONDAY, "10:00", id=log_id)


async def sign_in(life: Life) -> Callable[[], Awaitable[Response]]:
    return lambda: refresh(life.http, life.refresh_token)


SENT = {"check-in PUT": check_in, "log PUT": log, "sign-in refresh": sign_in}


@pytest.mark.parametrize("path", WRITES)
async def test_a_write_takes_no_more_statements_than_ever(life, path: str):
    send = await SENT[path.removesuffix(" again")](life)
    if path.endswith(" again"):
        body_of(await send(), 201)
    with asked(life.care.sessions.engine.sync_engine) as seen:
        answer = await send()
    assert answer.is_success, answer.text
    assert len(seen) <= WRITES[path], [sql for sql, _ in seen]
