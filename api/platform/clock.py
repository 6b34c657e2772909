"""The only module that reads the wall clock, and the seam a simulation replaces."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.settings import Settings

DATABASE_CLOCKS = {
    "postgresql": text("SELECT clock_timestamp()"),
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"),
}


class Clock(Protocol):
    """Where a process gets the time from: aware, UTC."""

    def now(self) -> datetime:
        """Return this process's instant."""

    async def database_now(self, session: AsyncSession) -> datetime:
        """Return the database's instant: the one all workers agree on."""


class SystemClock:
    """The real time, moved by the seconds in a file when a test shifts whole processes."""

    def __init__(self, shift_file: Path | None = None) -> None:
        self._shift_file = shift_file

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift()

    async def database_now(self, session: AsyncSession) -> datetime:
        # By the connection: nothing of this is an object that the session keeps.
        connection = await session.connection()
        found = await connection.scalar(DATABASE_CLOCKS[connection.dialect.name])
        at = datetime.fromisoformat(found) if isinstance(found, str) else found
        return at.astimezone(UTC) + self._shift()

    def _shift(self) -> timedelta:
        if self._shift_file is None:
            return timedelta(0)
        return timedelta(seconds=float(self._shift_file.read_text() or 0))


class SetClock:
    """A clock that stands where it was put, for seeding, simulations and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def database_now(self, session: AsyncSession) -> datetime:  # noqa: ARG002
        return self.at


def clock_of(settings: Settings) -> Clock:
    """Return the clock these settings ask for."""
    return SystemClock(settings.clock_file)
