"""Clocks that are wrong, or cannot be read."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import SetClock


class ForeignClock(SetClock):
    """The clock of a machine that does not agree with the database's."""

    drift = timedelta(0)

    def now(self) -> datetime:
        return self.at + self.drift


class FailingClock(SetClock):
    """A clock that cannot be read so many times."""

    failures = 0

    async def database_now(self, session: AsyncSession) -> datetime:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no time")
        return self.at
