"""A connection of the pool, lent to one transaction from when it first asks something."""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import PendingRollbackError, ResourceClosedError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from api.platform.drivers import Driver

# In the `info` of a session, its Lease.
LEASE = "lease"


class LeasedSession(Session):
    """A session that has the connection of its lease, and asks for it as late as it can."""

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """Return the connection of this transaction."""
        lease: Lease = self.info[LEASE]
        lease.has_objects = True
        return lease.take()


class Lease:
    """Takes a connection and begins if it is to write, commits or rolls back, and gives it back.

    What SQLAlchemy does of that for a session costs more than the rest of a short transaction.
    """

    def __init__(self, engine: Engine, begin: str | None) -> None:
        self.dialect = engine.dialect
        self.driver: Driver | None = None
        # Whether the session has used it, whose objects are then to be written and let go.
        self.has_objects = False
        self._engine, self._begin = engine, begin
        self._connection: Connection | None = None
        self._is_over = False

    def take(self) -> Connection:
        """Return the connection; to be called where SQLAlchemy may wait.

        ResourceClosedError once it was given back: somebody else may have it by then.
        PendingRollbackError if one that writes has lost it: another would commit each statement.
        """
        if self._is_over:
            raise ResourceClosedError("this transaction is over")
        self._require_kept()
        if self._connection is None:
            self._connection = self._engine.connect()
        if self.driver is None:
            driver = Driver(self._connection)
            if self._begin:
                driver.say_at_once(self._begin)
            self.driver = driver
        return self._connection

    async def take_for(self, session: AsyncSession) -> Driver:
        """Return the driver of the connection."""
        if self.driver is None:
            await session.run_sync(lambda _: self.take())
        assert self.driver is not None
        return self.driver

    async def end(self, word: str) -> None:
        """Commit or roll back, if anything has begun; never commit what lost its connection."""
        if word == "COMMIT":
            self._require_kept()
        if self._begin and self.driver and self.driver.is_valid:
            await self.driver.say(word)

    def _require_kept(self) -> None:
        if self._begin and self.driver and not self.driver.is_valid:
            raise PendingRollbackError("this transaction has lost its connection")

    async def give_back(self, session: AsyncSession) -> None:
        """Give the connection back, and with it the objects of the session."""
        self._is_over, self.driver = True, None
        if self._connection:
            await session.run_sync(self._give_back)

    def _give_back(self, session: Session) -> None:
        try:
            if self.has_objects:
                session.close()
        finally:
            if self._connection:
                self._connection.close()
