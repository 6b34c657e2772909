"""From a claim to a result: fence and mark, one POST a phone, record.

The mark is committed before the POST. A worker that dies in between leaves a push that may or may
not have left; that one is never sent again, since a nudge twice is worse than a nudge missed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from api.actions.tell_ignored import tell_ignored
from api.clock import Clock
from api.content import Library
from api.db import Sessions, is_unavailable, transaction
from api.domain.reminders import Decision, Defer, End, Send, spread
from api.logs import describe
from push.claims import hold
from push.facts import Candidate, read_candidates
from push.marks import Marks, Parcel
from push.messages import notice_of
from push.metrics import LATENESS
from push.record import Sent, record
from push.transports import Transport, Unknown
from push.turns import decide_all

log = structlog.get_logger("carryover.push")
# A database that restarts is back within this time, and what was accepted is worth the wait.
RECORD_WAITS_S = (0.2, 0.5, 1.0, 2.0)


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
        parcels = await self._mark(ids, token)
        if not parcels:
            return []
        sent = await asyncio.gather(*map(self._send, parcels))
        await self._record(sent, token)
        return sent

    async def _mark(self, ids: list[UUID], token: UUID) -> list[Parcel]:
        """Commit, for each reminder, that it is leaving, or why it is not."""
        async with transaction(self.sessions) as session:
            now = await self.clock.database_now(session)
            held = await hold(session, ids, token, now)
            marks = Marks(now)
            candidates = await read_candidates(session, held, now)
            for candidate, decision, place in await decide_all(session, candidates, now):
                if place is not None and isinstance(decision, Send):
                    marks.count(candidate, place.on_date)
                self._mark_one(candidate, decision, marks)
            await marks.write(session)
        await self._tell(candidates, now)
        return marks.parcels

    def _mark_one(self, candidate: Candidate, decision: Decision, marks: Marks) -> None:
        match decision:
            case Send():
                due_at = candidate.reminder.due_at
                LATENESS.observe((marks.now - due_at).total_seconds())
                for phone in candidate.phones:
                    locale = phone.locale or candidate.locale
                    notice = notice_of(candidate.reminder, locale, self.library)
                    marks.leave(candidate, phone, notice)
            case Defer(until=until, exact=exact):
                marks.defer(candidate, until if exact else self._spread(candidate, until))
            case End(state=state, reason=reason):
                marks.end(candidate, state, reason)

    async def _tell(self, candidates: Sequence[Candidate], now: datetime) -> None:
        """Tell the therapists of those who ignore their reminders; the next one tells again."""
        for each in candidates:
            if each.ignored_since is not None:
                reminder = each.reminder
                async with transaction(self.sessions) as session:
                    await tell_ignored(
                        session, reminder.account_id, reminder.local_date, each.ignored_since, now
                    )

    def _spread(self, candidate: Candidate, until: datetime) -> datetime:
        """Spread what waited for the morning, as far as it still leaves in time."""
        spread_out = until + spread(candidate.reminder.account_id, self.spread_s)
        return spread_out if spread_out < candidate.reminder.expires_at else until

    async def _send(self, parcel: Parcel) -> Sent:
        try:
            outcome = await self.transport.send(parcel.notice, parcel.target, self.clock.now())
        except Exception as error:  # noqa: BLE001 - one bad message must not lose the others' results.
            log.error("send_failed", **describe(error))
            outcome = Unknown("internal")
        return Sent(parcel, outcome)

    async def _record(self, sent: list[Sent], token: UUID) -> None:
        for wait_s in RECORD_WAITS_S:
            try:
                return await self._record_once(sent, token)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                log.warning("record_delayed", **describe(error))
            await asyncio.sleep(wait_s)
        return await self._record_once(sent, token)

    async def _record_once(self, sent: list[Sent], token: UUID) -> None:
        async with transaction(self.sessions) as session:
            await record(session, sent, token, await self.clock.database_now(session))
