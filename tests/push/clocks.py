"""Clocks that are wrong, and clocks that fail when read."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import SetClock


class ForeignClock(SetClock):
    """A worker's clock that differs from the database's by `drift`."""

    drift = timedelta(0)

    def now(self) -> datetime:
        return self.at + self.drift


class FailingClock(SetClock):
    """A clock whose next `failures` readings of the database's time raise."""

    failures = 0

    async def database_now(self, session: AsyncSession) -> datetime:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no time")
        return self.at
