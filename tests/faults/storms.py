"""A storm of check-ins on a real server, and what each of its senders was told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import select

from api.platform.db import Sessions, transaction
from api.tables import CheckIn
from tests.cast import Casting, Person
from tests.databases import KEYS
from tests.waiting import WITHIN_S


@dataclass(slots=True)
class Storm:
    """`told` has the body of each check-in that was answered with success, by person and date.

    `asked` has all that was ever sent.
    """

    url: str
    people: list[Person]
    told: dict[tuple[UUID, str], dict[str, Any]] = field(default_factory=dict)
    asked: dict[tuple[UUID, str], dict[str, Any]] = field(default_factory=dict)

    async def rage(self, until: asyncio.Event) -> None:
        """Send new check-ins from everyone at once until the server goes away."""
        async with httpx2.AsyncClient(base_url=self.url, timeout=WITHIN_S) as http:
            await asyncio.gather(*(self._person(http, each, until) for each in self.people))

    async def send(self, http: httpx2.AsyncClient, person: Person, on: str, body: Any) -> int:
        """PUT one check-in; return its status and remember a success."""
        self.asked[person.id, on] = body
        headers = {"authorization": f"Bearer {person.token}"}
        answer = await http.put(f"/v1/me/check-ins/{on}", json=body, headers=headers)
        if answer.is_success:
            self.told[person.id, on] = body
        return int(answer.status_code)

    async def again(self) -> set[int]:
        """Send all of it once more, as phones do that did not hear an answer; return statuses."""
        asked = dict(self.asked)

        async def all_of(http: httpx2.AsyncClient, person: Person) -> list[int]:
            mine = [(on, body) for (owner, on), body in asked.items() if owner == person.id]
            return [await self.send(http, person, on, body) for on, body in mine]

        async with httpx2.AsyncClient(base_url=self.url, timeout=WITHIN_S) as http:
            found = await asyncio.gather(*(all_of(http, each) for each in self.people))
        return {status for statuses in found for status in statuses}

    async def _person(self, http: httpx2.AsyncClient, person: Person, until: asyncio.Event) -> None:
        for on, body in _days():
            if until.is_set():
                return
            try:
                assert await self.send(http, person, on, body) < 300
            except httpx2.TransportError:
                return


def now() -> datetime:
    """Return the present instant; the clients of these tests live in UTC."""
    return datetime.now(UTC)


def _days() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a check-in for each date of the last three months, each unlike the others."""
    for back in range(1, 90):
        day = now().date() - timedelta(days=back)
        at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
        body = {"id": str(uuid4()), "recorded_at": at.isoformat(), "note": str(uuid4())}
        yield day.isoformat(), {**body, "pain_average": back % 11, "stress": back % 7}


async def crowd_of(sessions: Sessions, http: Any, size: int, admin: str = "Ben") -> list[Person]:
    """Return signed-in clients of one new practice."""
    casting = Casting(sessions, http, datetime.now(UTC), KEYS)
    ben = await casting.practice(admin)
    return [await casting.client(ben, f"Ana {number}", "UTC") for number in range(size)]


async def stored(sessions: Sessions) -> list[CheckIn]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(select(CheckIn)))
