"""Everything a push test needs: plan, phones, worker, FCM. Monday is 2 March; Berlin is UTC+1."""

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
from tests.acting.care import Care, Json, body_of
from tests.cast import Person
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.waiting import until

T = TypeVar("T")
MONDAY = "2026-03-02"
# The FCM targets, and installation ids, of Ben's and Ana's phones.
BEN, ANA = "ben-phone", "ana-phone"
# Pushes per chunk: few, so that the reminders of many clients fill several chunks.
CONNECTIONS = 20
# How long the worker waits for FCM's answer: longer than any answer takes, even on a slow machine.
TIMEOUT_S = 3600.0


def monday(wall: str) -> datetime:
    """Return the instant of a Berlin wall time on Monday."""
    hour, minute, *second = map(int, wall.split(":"))
    return datetime(2026, 3, 2, hour, minute, *second, tzinfo=UTC) - timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rig:
    """Ana's care, the worker that reminds her, and the stand-in for FCM."""

    care: Care
    worker: Worker
    stub: FcmStub

    async def phone(self, target: str, whose: Person | None = None, **more: Any) -> None:
        """Register a phone; its installation id is the target without the FCM behaviour."""
        installation = more.pop("installation", target.rpartition(":")[2])
        body = {"platform": "android", "target": {"kind": "token", "value": target}} | more
        answer = await (whose or self.care.ana).put(f"/v1/me/devices/{installation}", body)
        assert answer.status_code in (200, 201), answer.text

    async def hand_over(self, target: str) -> None:
        """Have Ana remove a phone of hers, and Cy register it."""
        body_of(await self.care.ana.delete(f"/v1/me/devices/{target}"))
        await self.phone(target, self.care.cast.cy)

    async def prefer(self, **changes: Any) -> None:
        """Change Ana's preferences."""
        body_of(await self.care.ana.patch("/v1/me", changes))

    async def test_push(self, installation: str) -> Json:
        return body_of(await self.care.ana.post(f"/v1/me/devices/{installation}/test-push"), 201)

    def with_settings(self, settings: Settings, clock: Clock | None = None) -> "Rig":
        """Return the same with another worker, which has these settings and this clock."""
        own = self.worker
        other = Worker(
            settings, own._sessions, clock or own._clock, own._dispatcher.library, own._transport
        )
        return replace(self, worker=other)

    def move(self, moment: datetime) -> None:
        self.care.move(*moment.timetuple()[:6])

    async def turn_at(self, wall: str) -> list[str]:
        """Run one turn of the worker at a wall time on Monday; return all targets pushed so far."""
        self.move(monday(wall))
        await self.worker.turn()
        return self.pushed

    async def unanswered(self, sending: Awaitable[T]) -> T:
        """Return the result of a send that FCM received but never answers: it times out."""
        already, task = self.stub.requests, asyncio.ensure_future(sending)
        await until(lambda: self.stub.requests > already, "the push to reach FCM")
        the_loop().skip(TIMEOUT_S)
        return await task

    @property
    def pushed(self) -> list[str]:
        """The targets of the messages that FCM accepted, oldest first."""
        return [entry["value"] for entry in self.stub.accepted]

    async def ends(self) -> dict[str, tuple[str, str | None]]:
        """Return (state, reason) of each of Ana's reminders for Monday, by slot."""
        found = await self.care.states()
        return {slot: end for (day, slot), end in found.items() if day == MONDAY}

    async def reminders(self) -> Sequence[Reminder]:
        return await self.care.rows(select(Reminder).order_by(Reminder.due_at))

    async def deliveries(self) -> dict[str, str]:
        """Return the state of each delivery, by installation id."""
        rows: Sequence[Delivery] = await self.care.rows(select(Delivery))
        names = {device.id: device.installation_id for device in await self.devices()}
        return {names[row.device_id]: row.state for row in rows}

    async def devices(self) -> Sequence[Device]:
        return await self.care.rows(select(Device))

    async def disabled(self) -> dict[str, str | None]:
        """Return why each phone was disabled (None if it was not), by installation id."""
        return {row.installation_id: row.disabled_reason for row in await self.devices()}
