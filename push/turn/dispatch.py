"""From a claim to a result: fence and mark, one POST a phone, record.

The mark is committed before the POST. A worker that dies in between leaves a push that may or may
not have left; that one is never sent again, since a nudge twice is worse than a nudge missed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.locks import lock_client
from api.library import Library
from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.log_lines import describe
from api.rules.reminders.groups import HELD_BACK
from api.rules.reminders.leaving import Decision, Defer, Follow, Send, tried_again_at
from api.rules.reminders.reasons import End
from api.safety.alerts import open_alert
from api.tables import Alert
from push.holds.holds import read_holds
from push.metrics import LATENESS
from push.transports import Transport, Unknown
from push.turn.claims import fence
from push.turn.deciding import decide_all
from push.turn.facts import Candidate, read_candidates
from push.turn.marks import Marks, Parcel
from push.turn.messages import message_of
from push.turn.results import Sent, record

log = structlog.get_logger("carryover.push")
# A database that restarts is back within this time, and what was accepted is worth the wait.
RECORD_WAITS_S = (0.2, 0.5, 1.0, 2.0)
IGNORED = "reminders_ignored"


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Carries claimed reminders through to their result."""

    sessions: Sessions
    clock: Clock
    library: Library
    transport: Transport
    spread_s: int

    async def dispatch(self, ids: list[UUID], token: UUID) -> list[Sent]:
        """Send what may leave of these claimed reminders, record and return what came of it."""
        marks, held_back = await self._mark(ids, token)
        sent = await asyncio.gather(*map(self._send, marks.parcels))
        if sent:
            await self._record(sent, marks.followers, token)
        await self._tell(held_back)
        return sent

    async def _mark(self, ids: list[UUID], token: UUID) -> tuple[Marks, list[Candidate]]:
        """Commit, for each reminder, that it is leaving, or why it is not.

        Returns what was marked, and what is held back because its client ignored the last ones.
        """
        async with transaction(self.sessions) as session:
            now = await self.clock.database_now(session)
            claimed = await fence(session, ids, token, now)
            marks = Marks(now)
            holds = await read_holds(session, now)
            kinds = self.transport.kinds
            candidates = await read_candidates(session, claimed, kinds, holds, now)
            held_back = []
            for candidate, decision, place in await decide_all(session, candidates, now):
                if place is not None and isinstance(decision, Send):
                    marks.count(candidate, place.on_date)
                if decision == HELD_BACK:
                    held_back.append(candidate)
                self._mark_one(candidate, decision, marks)
            await marks.write(session)
        return marks, held_back

    def _mark_one(self, candidate: Candidate, decision: Decision, marks: Marks) -> None:
        match decision:
            case Send():
                due_at = candidate.reminder.due_at
                LATENESS.observe((marks.now - due_at).total_seconds())
                for phone in candidate.phones:
                    reminder, locale = candidate.reminder, candidate.locale
                    marks.leave(candidate, phone, message_of(reminder, phone, locale, self.library))
            case Defer():
                account_id, expires_at = candidate.reminder.account_id, candidate.facts.expires_at
                until = tried_again_at(decision, account_id, expires_at, self.spread_s)
                marks.defer(candidate, until)
            case Follow(leader=leader):
                marks.followers[candidate.reminder.id] = leader
            case End() as end:
                marks.end(candidate, end)

    async def _tell(self, held_back: Sequence[Candidate]) -> None:
        """Tell the therapists of those who ignore their reminders.

        Should it fail, the next one that is held back tells again.
        """
        for each in held_back:
            assert each.ignored_since is not None, "whose reminder is held back has ignored some"
            reminder = each.reminder
            try:
                async with transaction(self.sessions) as session:
                    now = await self.clock.database_now(session)
                    await _tell_ignored(
                        session, reminder.account_id, reminder.local_date, each.ignored_since, now
                    )
            except Exception as error:  # noqa: BLE001 - the others' reminders are on their way.
                log.error("tell_ignored_failed", **describe(error))

    async def _send(self, parcel: Parcel) -> Sent:
        try:
            outcome = await self.transport.send(parcel.message, parcel.target, self.clock.now())
        except Exception as error:  # noqa: BLE001 - one bad message must not lose the others' results.
            log.error("send_failed", **describe(error))
            outcome = Unknown("internal")
        return Sent(parcel, outcome)

    async def _record(self, sent: list[Sent], followers: Mapping[UUID, UUID], token: UUID) -> None:
        for wait_s in RECORD_WAITS_S:
            try:
                return await self._record_once(sent, followers, token)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                log.warning("record_delayed", **describe(error))
            await asyncio.sleep(wait_s)
        return await self._record_once(sent, followers, token)

    async def _record_once(
        self, sent: list[Sent], followers: Mapping[UUID, UUID], token: UUID
    ) -> None:
        async with transaction(self.sessions) as session:
            now = await self.clock.database_now(session)
            await record(session, sent, followers, token, now)


async def _tell_ignored(
    session: AsyncSession, client_id: UUID, on: date, since: datetime, now: datetime
) -> None:
    """Open an alert, once for a streak; `since` is when the first ignored reminder was due."""
    # Of two workers the later one sees what the earlier has told.
    await lock_client(session, client_id)
    told = select(Alert.id).where(
        Alert.client_id == client_id, Alert.kind == IGNORED, Alert.evidence_at >= since
    )
    if await session.scalar(told.limit(1)) is None:
        evidence = {"at": now.isoformat(), "on": on.isoformat(), "code": IGNORED}
        await open_alert(session, client_id, IGNORED, [evidence], now)
