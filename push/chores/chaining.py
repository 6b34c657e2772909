"""Chaining the audit's events, so that a change, a removal or a cut is seen afterwards.

Any worker does it; they take turns by the row of the chain's head. What the API has just noted is
looked for by the ids of the last hours, and once an hour all events are, for those whose clock was
wrong. The end of the chain is logged each time: who can write the database cannot write the log.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from api.people.audit_chain import ChainBroken, chain_keys, chain_some, has_unchained
from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.ids import oldest_id
from api.platform.settings import Settings
from api.rules.audit_chain import Head
from push.metrics import CHAIN_BROKEN, CHAINED

log = structlog.get_logger("carryover.audit")
# Seconds between two runs of a worker.
CHAIN_S = 60
RECENT, ALL = timedelta(hours=2), timedelta(hours=1)
FIRST = UUID(int=0)


def build_chainer(settings: Settings, sessions: Sessions, clock: Clock) -> "Chainer":
    """Return what chains the audit of a database, sealed by the keys of these settings."""
    return Chainer(chain_keys(settings), sessions, clock)


class Chainer:
    """Chains what is not chained yet; goes on where it was interrupted."""

    def __init__(self, keys: Sequence[str], sessions: Sessions, clock: Clock) -> None:
        self._keys = keys
        self._sessions, self._clock = sessions, clock
        self._after: UUID | None = None
        self._all_at: datetime | None = None

    async def chain(self, goes_on: Callable[[], bool]) -> int:
        """Chain until nothing is left or it has lasted too long; return how many events."""
        total = 0
        after = self._after or await self._begin()
        while goes_on():
            try:
                found = await self._some(after)
            except ChainBroken:
                CHAIN_BROKEN.set(1)
                log.error("audit_chain_broken")
                return total
            if not found:
                self._after = None
                return total
            self._after = after = found[-1]
            total += len(found)
        return total

    async def _begin(self) -> UUID:
        """Return after which id to look now."""
        async with transaction(self._sessions, write=False) as session:
            now = await self._clock.database_now(session)
        if self._all_at is None or now - self._all_at >= ALL:
            self._all_at = now
            return FIRST
        return oldest_id(now - RECENT)

    async def _some(self, after: UUID) -> list[UUID]:
        async with transaction(self._sessions, write=False) as session:
            if not await has_unchained(session, after):
                return []
        async with transaction(self._sessions) as session:
            now = await self._clock.database_now(session)
            found, head = await chain_some(session, now, self._keys, after)
        _show(head)
        return found


def _show(head: Head) -> None:
    CHAIN_BROKEN.set(0)
    CHAINED.set(head.position)
    log.info("audit_chained", end=str(head))
