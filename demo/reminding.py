"""The worker of the seeding: in the last days of a story reminders leave, and phones take them."""

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
from push.transports import Accepted, Address, Notice, Outcome
from push.worker import Worker


class Taking:
    """A transport to phones that take everything."""

    def __init__(self) -> None:
        self._numbers = count(1)

    async def send(self, notice: Notice, target: Address, now: datetime) -> Outcome:  # noqa: ARG002
        """Take it, under a name that tells that it never left this machine."""
        return Accepted(f"demo/messages/{next(self._numbers)}")

    async def close(self) -> None:
        """Do nothing: there is no connection."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Reminds whom a story is told of, from `since` on; before, no worker was there."""

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
        """Return a worker that has not begun."""
        worker = Worker(settings, sessions, clock, library, Taking())
        return cls(sessions, clock, worker, since)

    async def until(self, end: datetime) -> None:
        """Let the worker turn whenever something is due up to an instant."""
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
        """Drop what would have been sent before: its fate would be untrue."""
        past = delete(Reminder).where(Reminder.due_at < self.since)
        async with transaction(self.sessions) as session:
            await session.execute(past)
