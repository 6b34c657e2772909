"""The worker of the seeding: sends reminders in the last days of a story, to phones that accept."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Self

from sqlalchemy import delete, func, select

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.platform.settings import Settings
from api.tables import Reminder
from push.transports import ALL_KINDS, Accepted, Address, Kind, Message, Outcome
from push.worker import Worker


class Taking:
    """A transport that sends nothing and reports everything as accepted."""

    kinds: frozenset[Kind] = ALL_KINDS

    def __init__(self) -> None:
        self._numbers = count(1)

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:  # noqa: ARG002
        """Accept a notice, under a name that shows that it never left this machine."""
        return Accepted(f"demo/messages/{next(self._numbers)}")

    async def close(self) -> None:
        """Do nothing, since there is no connection."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Runs a worker on the clock of a story from `since` on; before that, none ran."""

    sessions: Sessions
    clock: SetClock
    worker: Worker
    since: datetime

    @classmethod
    def begin(
        cls,
        settings: Settings,
        sessions: Sessions,
        clock: SetClock,
        library: Library,
        since: datetime,
    ) -> Self:
        """Return a Reminding with a worker that has not run yet."""
        worker = Worker(settings, sessions, clock, library, Taking())
        return cls(sessions, clock, worker, since)

    async def until(self, end: datetime) -> None:
        """Run a turn of the worker at each time up to `end` at which a reminder is due."""
        if end < self.since:
            return
        if self.clock.at < self.since:
            self.clock.at = self.since
            await self._forget_the_past()
            await self.worker.plan()
        while (at := await self._next_at()) is not None and at <= end:
            is_another_day = at.date() > self.clock.at.date()
            self.clock.at = max(self.clock.at, at)
            await self.worker.turn()
            if is_another_day:
                await self.worker.plan()

    async def _next_at(self) -> datetime | None:
        due = select(func.min(Reminder.next_attempt_at)).where(Reminder.state == "scheduled")
        async with transaction(self.sessions, write=False) as session:
            at: datetime | None = await session.scalar(due)
            return at

    async def _forget_the_past(self) -> None:
        """Delete reminders from before `since`: no worker ran, so any result would be wrong."""
        past = delete(Reminder).where(Reminder.due_at < self.since)
        async with transaction(self.sessions) as session:
            await session.execute(past)
