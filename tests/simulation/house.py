"""The same people in real tables, with the real API and the real worker, to hold against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlalchemy import func, select

from api.access.tokens import issue_access_token
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Reminder
from push.worker import Worker
from tests.databases import KEYS
from tests.simulation.days import Day, Lived
from tests.simulation.events import Event
from tests.simulation.moving_in import BEN, move_in
from tests.simulation.people import Person
from tests.simulation.telling import Request, requests_of
from tests.simulation.transport import CountingTransport, Post

Name = tuple[UUID, str, date, str]
"""Whose or of which plan, source, local date, slot."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a reminder; `left_at` is when its first push left."""

    due_at: datetime
    expires_at: datetime
    state: str
    reason: str | None
    left_at: datetime | None


def ledger_of(rows: Iterable[Any], posts: Iterable[Post], day: Day) -> dict[Name, Fate]:
    """Return what became of all that fell due in a day, from rows or from simulated ones."""
    left: dict[UUID, datetime] = {}
    for post in posts:
        left.setdefault(post.reminder_id, post.at)
    return {
        (row.prescription_id or row.account_id, row.source, row.local_date, row.slot): Fate(
            row.due_at, row.expires_at, row.state, row.reason, left.get(row.id)
        )
        for row in rows
        if day.begins < row.due_at <= day.ends
    }


@dataclass(slots=True)
class House:
    """A practice into which simulated clients move, to live the same day again."""

    day: Day
    sessions: Sessions
    http: AsyncClient
    clock: SetClock
    worker: Worker
    transport: CountingTransport
    ledger: dict[Name, Fate] = field(default_factory=dict)

    async def live(self, lived: Sequence[Lived]) -> None:
        """Let all that happened to the simulated clients happen here, and keep the ledger."""
        self.clock.at = self.day.begins
        async with transaction(self.sessions) as session:
            await move_in(session, [each.life.person for each in lived], self.day.begins)
        await self.worker.plan()
        told = [(event, each.life.person) for each in lived for event in each.happened]
        await self._run(sorted(told, key=lambda pair: pair[0].at))
        async with transaction(self.sessions, write=False) as session:
            rows = list(await session.scalars(select(Reminder)))
        self.ledger = ledger_of(rows, self.transport.posts, self.day)

    async def _run(self, told: list[tuple[Event, Person]]) -> None:
        while True:
            at = await self._next_attempt()
            tick = None if at is None else self.day.tick(at)
            if told and (tick is None or told[0][0].at <= tick):
                event, person = told.pop(0)
                self.clock.at = event.at
                await self._tell(event, person)
            elif tick is None or not (told or await self._is_going_on()):
                return
            else:
                self.clock.at = tick
                await self.worker.turn()

    async def _next_attempt(self) -> datetime | None:
        async with transaction(self.sessions, write=False) as session:
            return await session.scalar(
                select(func.min(Reminder.next_attempt_at)).where(Reminder.state == "scheduled")
            )

    async def _is_going_on(self) -> bool:
        due = (Reminder.state == "scheduled", Reminder.due_at <= self.day.ends)
        async with transaction(self.sessions, write=False) as session:
            return await session.scalar(select(Reminder.id).where(*due).limit(1)) is not None

    async def _tell(self, event: Event, person: Person) -> None:
        for request in await requests_of(event, person, self._find):
            headers = {}
            if request.is_edit:
                read = await self._call(Request("GET", request.path, None, True), person, {})
                headers["if-match"] = read.headers["etag"]
            answer = await self._call(request, person, headers)
            assert answer.is_success, f"{event}: {answer.text}"

    async def _call(self, request: Request, person: Person, headers: dict[str, str]) -> Response:
        whose = BEN if request.by_therapist else person.id
        # Everybody's sign-in bears their own id.
        token, _ = issue_access_token(whose, whose, self.clock.at, KEYS)
        return await self.http.request(
            request.method,
            request.path,
            json=request.body,
            headers={"authorization": f"Bearer {token}", **headers},
        )

    async def _find(self, event: Event) -> UUID:
        this = (
            Reminder.subject_id == event.subject_id,
            Reminder.local_date == event.on,
            Reminder.slot == event.slot,
        )
        async with transaction(self.sessions, write=False) as session:
            found = await session.scalar(select(Reminder.id).where(*this))
        assert found is not None, f"no reminder for {event}"
        return found
