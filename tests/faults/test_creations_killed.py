"""The API, killed in the middle of POSTs that create: sent again with its key each creates once."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select

from api.platform.db import Sessions, transaction
from api.tables import Account
from tests.cast import Casting, Person
from tests.databases import KEYS
from tests.faults.conftest import Ground
from tests.processes import serving
from tests.waiting import WITHIN_S, until

pytestmark = pytest.mark.faults
SENDERS = 8


@dataclass(slots=True)
class Creations:
    """Clients whom Ben adds; `asked` has the key of each, `told` the answer if one came."""

    ben: Person
    asked: list[str] = field(default_factory=list)
    told: dict[str, bytes] = field(default_factory=dict)

    async def rage(self, url: str, stop: asyncio.Event) -> None:
        async with httpx2.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
            await asyncio.gather(*(self._go_on(http, stop) for _ in range(SENDERS)))

    async def again(self, url: str) -> list[httpx2.Response]:
        async with httpx2.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
            return [await self.send(http, key) for key in self.asked]

    async def send(self, http: httpx2.AsyncClient, key: str) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.ben.token}", "idempotency-key": key}
        return await http.post(
            "/v1/clients", json={"name": key, "timezone": "UTC"}, headers=headers
        )

    async def _go_on(self, http: httpx2.AsyncClient, stop: asyncio.Event) -> None:
        while not stop.is_set():
            key = str(uuid4())
            self.asked.append(key)
            try:
                answer = await self.send(http, key)
            except httpx2.TransportError:
                return
            assert answer.status_code == 201, answer.text
            self.told[key] = answer.content


async def test_each_creates_once_and_what_was_answered_is_answered_again(
    ground: Ground, sessions: Sessions
) -> None:
    ben = await Casting(sessions, None, datetime.now(UTC), KEYS).practice("Ben")
    creations, stop = Creations(ben), asyncio.Event()
    log = ground.folder / "api.log"
    with serving(ground.env, log) as (url, process):
        raging = asyncio.create_task(creations.rage(url, stop))
        await until(lambda: len(creations.told) >= 60, "60 clients to be added")
        process.kill()
        stop.set()
        await raging
        process.wait()
    assert len(creations.asked) > len(creations.told), "the kill hit no request"
    with serving(ground.env, log) as (url, _):
        answers = await creations.again(url)
    assert {answer.status_code for answer in answers} == {201}
    for key, answer in zip(creations.asked, answers, strict=True):
        assert creations.told.get(key, answer.content) == answer.content
    async with transaction(sessions, write=False) as session:
        clients = select(Account.name).where(Account.role == "client")
        added = Counter(await session.scalars(clients))
    assert added == Counter(creations.asked)
