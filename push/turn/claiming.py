"""Claiming the next reminders of a turn: none while the clock is wrong or everything is held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.ids import new_id
from push.holds.holds import read_holds, show
from push.metrics import CLAIMED
from push.turn.claims import claim, free_lapsed
from push.vitals import Drift

# How often expired reminders are looked for while everything is held.
SWEPT = timedelta(seconds=10)
# How many are sent first after a hold on suspicion.
TRIAL_CHUNK = 5


@dataclass(frozen=True, slots=True)
class Chunk:
    """Reminders claimed together, under a token that no other lane or turn has."""

    token: UUID
    ids: list[UUID]


class Claimer:
    """Claims for the lanes of one worker, `most` reminders at a time, until it is stopping."""

    def __init__(
        self,
        sessions: Sessions,
        clock: Clock,
        drift: Drift,
        most: int,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._drift = drift
        self._most = most
        self._is_stopping = is_stopping
        self._swept_at: datetime | None = None

    async def claim(self, *, begins: bool = False) -> Chunk:
        """Claim the next chunk; when a turn `begins`, first release the claims of dead workers."""
        token = new_id()
        if self._is_stopping():
            return Chunk(token, [])
        async with transaction(self._sessions) as session:
            now = await self._clock.database_now(session)
            drifts = self._drift.compare(self._clock.now(), now)
            if begins:
                await free_lapsed(session, now)
            limit = 0 if drifts else await self._room(session, now)
            if limit:
                ids = await claim(session, token, now, limit)
            else:
                ids = await self._claim_expired(session, token, now)
        CLAIMED.inc(len(ids))
        return Chunk(token, ids)

    async def _claim_expired(self, session: AsyncSession, token: UUID, now: datetime) -> list[UUID]:
        """Claim expired reminders, so that they end with a reason even while everything is held.

        The query looks through all scheduled reminders, so it does not run in every turn.
        """
        if self._swept_at is not None and abs(now - self._swept_at) < SWEPT:
            return []
        ids = await claim(session, token, now, self._most, only_expired=True)
        if len(ids) < self._most:
            self._swept_at = now
        return ids

    async def _room(self, session: AsyncSession, now: datetime) -> int:
        """Return how many reminders may be claimed at once: none while everything is held."""
        holds = await read_holds(session, now)
        show(holds)
        if holds.all_until is not None:
            return 0
        return min(self._most, TRIAL_CHUNK) if holds.is_trial else self._most
