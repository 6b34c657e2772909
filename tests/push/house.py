"""Ana's phone, her plan and the worker, in one line each. Monday is 2 March; Berlin is UTC+1."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from api.platform.clock import Clock
from api.platform.settings import Settings
from api.tables import Delivery, Device, Reminder
from push.worker import Worker
from tests.acting.care import Care, Json, shown
from tests.cast import Person
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.waiting import until

T = TypeVar("T")
MONDAY = "2026-03-02"
# The phones where a therapist has one as well.
BEN, ANA = "ben-phone", "ana-phone"
# As many pushes a chunk; few, so that a crowd makes several chunks.
CONNECTIONS = 20
# So long the worker waits for an answer: none that comes takes it, on any machine.
TIMEOUT_S = 3600.0


def monday(wall: str) -> datetime:
    """Return the instant of a Berlin wall time on that Monday."""
    hour, minute, *second = map(int, wall.split(":"))
    return datetime(2026, 3, 2, hour, minute, *second, tzinfo=UTC) - timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class House:
    """Everything between Ben's plan and Ana's phone."""

    care: Care
    worker: Worker
    stub: FcmStub

    async def phone(self, target: str, whose: Person | None = None, **more: Any) -> None:
        """Register a phone; its installation goes by the name of its target without behaviour."""
        installation = more.pop("installation", target.rpartition(":")[2])
        body = {"platform": "android", "target": {"kind": "token", "value": target}} | more
        answer = await (whose or self.care.ana).put(f"/v1/me/devices/{installation}", body)
        assert answer.status_code in (200, 201), answer.text

    async def prefer(self, **changes: Any) -> None:
        """Change Ana's preferences."""
        shown(await self.care.ana.patch("/v1/me", changes))

    async def test_push(self, installation: str) -> Json:
        return shown(await self.care.ana.post(f"/v1/me/devices/{installation}/test-push"), 201)

    def with_settings(self, settings: Settings, clock: Clock | None = None) -> "House":
        """Return the same house with another worker."""
        own = self.worker
        other = Worker(
            settings, own._sessions, clock or own._clock, own._dispatcher.library, own._transport
        )
        return replace(self, worker=other)

    def move(self, moment: datetime) -> None:
        self.care.move(*moment.timetuple()[:6])

    async def turn_at(self, wall: str) -> list[str]:
        """Let the worker do its turn at a wall time of Monday; return all pushed so far."""
        self.move(monday(wall))
        await self.worker.turn()
        return self.pushed

    async def unanswered(self, sending: Awaitable[T]) -> T:
        """Return what comes of sending something of which FCM never says what became of it."""
        already, task = self.stub.requests, asyncio.ensure_future(sending)
        await until(lambda: self.stub.requests > already, "the push to reach FCM")
        the_loop().skip(TIMEOUT_S)
        return await task

    @property
    def pushed(self) -> list[str]:
        """The targets of what FCM accepted, oldest first."""
        return [entry["value"] for entry in self.stub.accepted]

    async def ends(self) -> dict[str, tuple[str, str | None]]:
        """Return state and reason of Ana's reminders of Monday, by slot."""
        found = await self.care.states()
        return {slot: end for (day, slot), end in found.items() if day == MONDAY}

    async def reminders(self) -> Sequence[Reminder]:
        return await self.care.rows(select(Reminder).order_by(Reminder.due_at))

    async def deliveries(self) -> dict[str, str]:
        """Return the states of all deliveries by installation."""
        rows: Sequence[Delivery] = await self.care.rows(select(Delivery))
        names = {device.id: device.installation_id for device in await self.devices()}
        return {names[row.device_id]: row.state for row in rows}

    async def devices(self) -> Sequence[Device]:
        return await self.care.rows(select(Device))

    async def disabled(self) -> dict[str, str | None]:
        """Return why each phone was disabled, by installation."""
        return {row.installation_id: row.disabled_reason for row in await self.devices()}
