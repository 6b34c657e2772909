"""The only module that reads the wall clock; tests and simulations replace its clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.settings import Settings
from api.platform.statements import fetch_one

DATABASE_CLOCKS = {
    "postgresql": select(func.clock_timestamp()),
    "sqlite": select(func.strftime(literal_column("'%Y-%m-%dT%H:%M:%f+00:00', 'now'"))),
}


class Clock(Protocol):
    """The source of time of a process; all instants are aware and in UTC."""

    def now(self) -> datetime:
        """Return the time by this process's clock."""

    async def database_now(self, session: AsyncSession) -> datetime:
        """Return the time by the database's clock, on which all workers agree."""


class SystemClock:
    """The real time, shifted by the seconds in `shift_file` if a test gives one to a process."""

    def __init__(self, shift_file: Path | None = None) -> None:
        self._shift_file = shift_file

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift()

    async def database_now(self, session: AsyncSession) -> datetime:
        (found,) = await fetch_one(session, DATABASE_CLOCKS, {})
        at = datetime.fromisoformat(found) if isinstance(found, str) else found
        return at.astimezone(UTC) + self._shift()

    def _shift(self) -> timedelta:
        if self._shift_file is None:
            return timedelta(0)
        return timedelta(seconds=float(self._shift_file.read_text() or 0))


class SetClock:
    """A clock that stands still until it is set, for seeding, simulations and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def database_now(self, session: AsyncSession) -> datetime:  # noqa: ARG002
        return self.at


def clock_of(settings: Settings) -> Clock:
    """Return the clock that the settings select."""
    return SystemClock(settings.clock_file)
