"""A life: Ana and her plan, with the real API, workers, database, and a stand-in for FCM."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import func, select, update

from api.access.tokens import issue_access_token
from api.platform.clock import SetClock
from api.platform.db import open_sessions, transaction
from api.platform.ids import new_id
from api.tables import Account, Reminder
from push.fcm.client import open_fcm
from push.turn.claims import claim
from push.worker import Worker
from tests.acting.care import Care
from tests.cast import BERLIN, Casting, Person, endless_sign_in
from tests.databases import KEYS, settings_for
from tests.push.any_life.expected import Whereabouts
from tests.push.any_life.fcm_witness import PATIENCE_S, Witness
from tests.push.any_life.judged import Judge, Name
from tests.push.any_life.remembered import CHECK_IN, WEEKLY, Key, Memory
from tests.waiting import until

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


class SkewedClock(SetClock):
    """A worker's clock, wrong by `skew`; the database's time stays right."""

    def __init__(self, true: SetClock) -> None:
        self.true, self.skew = true, timedelta(0)

    def now(self) -> datetime:
        return self.true.at + self.skew

    async def database_now(self, session: Any) -> datetime:
        return self.true.at


@dataclass(slots=True)
class Life:
    """The parts of one life: people, two workers, FCM, a clock, and what is known so far."""

    care: Care
    workers: list[Worker]
    watch: SkewedClock
    stub: Witness
    memory: Memory
    judge: Judge
    other_sign_in: UUID
    names: dict[UUID, Name] = field(default_factory=dict)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    async def begin(cls, app: FastAPI, database_url: str, at: datetime, zone: str) -> Self:
        """Open all parts at an instant, with Ana in a zone."""
        stack, clock = AsyncExitStack(), SetClock(at)
        settings = settings_for(database_url, push_connections=20)
        sessions = open_sessions(settings)
        stack.push_async_callback(sessions.engine.dispose)
        stub = await stack.enter_async_context(Witness(clock))
        transport = open_fcm("p", stub.url, connections=20, timeout_s=PATIENCE_S)
        stack.push_async_callback(transport.close)
        # All lives share one application, since building it takes longer than most lives.
        app.state.sessions, app.state.clock = sessions, clock
        http = await stack.enter_async_context(
            AsyncClient(transport=ASGITransport(app), base_url="http://api")
        )
        care = Care(await Casting(sessions, http, at, KEYS).full(), clock, sessions)
        watch = SkewedClock(clock)
        workers = [
            Worker(settings, sessions, watch, app.state.library, transport) for _ in range(2)
        ]
        async with transaction(sessions) as session:
            joined = update(Account).where(Account.id == care.ana.id)
            await session.execute(joined.values(email="ana@example.org", password_hash="none"))
        care.advance(minutes=1)
        await care.travel(zone)
        # Before her first report of a zone, a client counts as always having been at home.
        where = Whereabouts([(LONG_AGO, BERLIN)] + [(clock.at, zone)] * (zone != BERLIN))
        memory = Memory(care.ana.id, at, where, [(at, "18:30")])
        other_sign_in = await _sign_in(care)
        return cls(care, workers, watch, stub, memory, Judge(memory), other_sign_in, stack=stack)

    @property
    def now(self) -> datetime:
        return self.care.clock.at

    def other_phone(self) -> Person:
        """Return Ana as she is signed in on her other phone."""
        ana = self.care.ana
        token, _ = issue_access_token(ana.id, self.other_sign_in, self.now, KEYS)
        return replace(ana, token=token)

    async def end(self) -> None:
        await self.stack.aclose()

    async def hear(self) -> None:
        """Check the new requests to FCM against what is known now."""
        new = (*self.stub.seen[self.judge.read :], *self.stub.proofs[self.judge.read_proofs :])
        fresh = {each.reminder_id for each in new}
        if lacking := fresh - self.names.keys():
            rows = await self.care.rows(select(Reminder).where(Reminder.id.in_(lacking)))
            self.names |= {row.id: name_of(row) for row in rows}
        self.judge.hear(self.stub.seen, self.names)
        self.judge.hear_proofs(self.stub.proofs, self.names)

    async def turn(self, worker: int = 0) -> None:
        await self.workers[worker].turn()
        await self.hear()
        await self.workers[worker].clear()
        self.judge.hear_clears(self.stub.clears, self.names)

    async def turn_with_clock_off(self, seconds: int) -> None:
        self.watch.skew = timedelta(seconds=seconds)
        await self.turn()
        self.watch.skew = timedelta(0)

    async def plan(self) -> None:
        await self.workers[0].plan()

    async def pass_by(self, minutes: int) -> None:
        """Let time pass; a worker runs a turn whenever a reminder or a lease falls due."""
        await self.plan()
        end = self.now + timedelta(minutes=minutes)
        while (at := await self._next_at()) is not None and at <= end:
            stands_still = at <= self.now
            self.care.clock.at = self.now + timedelta(seconds=20) if stands_still else at
            if self.now >= end:
                break
            await self.turn()
        self.care.clock.at = max(self.now, end)
        self.care.sign_in_again()
        await self.turn()
        await self.plan()

    async def to_next(self) -> None:
        """Set the clock to when the next reminder or lease is due, if that is within a day."""
        at = await self._next_at()
        if at is not None and self.now < at <= self.now + timedelta(days=1):
            self.care.clock.at = at
            self.care.sign_in_again()

    async def _next_at(self) -> datetime | None:
        """Return when a worker next has something to do: to move the clock by, never to judge."""
        (due,) = await self.care.rows(
            select(func.min(Reminder.next_attempt_at)).where(Reminder.state == "scheduled")
        )
        (lease,) = await self.care.rows(
            select(func.min(Reminder.lease_until)).where(Reminder.state == "claimed")
        )
        lapse = lease and lease + timedelta(seconds=1)
        return min((at for at in (due, lapse) if at), default=None)

    async def claim_and_die(self) -> None:
        """Claim reminders and die before marking them."""
        async with transaction(self.care.sessions) as session:
            await claim(session, new_id(), self.now, 20)

    async def stall(self, seconds: int, act: Callable[[], Awaitable[None]]) -> None:
        """Let a worker stall after its claim while `act` and another turn happen, then go on."""
        token = new_id()
        async with transaction(self.care.sessions) as session:
            ids = await claim(session, token, self.now, 20)
        await act()
        self.care.advance(seconds=seconds)
        await self.turn(1)
        await self.workers[0]._dispatcher.dispatch(ids, token)
        await self.hear()

    async def die_posting(self, behaviour: str) -> None:
        """Kill a worker while it waits for FCM, which has accepted the push or has not."""
        self.stub.script(behaviour, times=None, delay_s=0)
        self.stub.hold()
        dying = await self._until_posting()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        self.stub.script("ok", times=None)
        # The stand-in notices the lost connections and never accepts the pushes it hesitated on.
        await until(lambda: not self.stub.serving, "the stand-in to hear of the death")
        self.stub.release()
        await self.hear()

    async def meanwhile(self, act: Callable[[], Awaitable[None]]) -> None:
        """Let `act` happen while a push is in flight; the push is judged by what was before."""
        self.stub.script("slow-before-accept", times=None, delay_s=0)
        self.stub.hold()
        turning = await self._until_posting()
        await self.hear()
        await act()
        self.stub.release()
        await turning
        self.stub.script("ok", times=None)
        await self.hear()

    async def _until_posting(self) -> asyncio.Task[int]:
        before, turning = self.stub.requests, asyncio.create_task(self.workers[0].turn())
        await until(lambda: self.stub.requests > before or turning.done(), "a push", every_s=0.002)
        return turning

    async def both(self) -> None:
        await asyncio.gather(*(worker.turn() for worker in self.workers))
        await self.hear()


async def _sign_in(care: Care) -> UUID:
    async with transaction(care.sessions) as session:
        row = endless_sign_in(care.ana.id, care.clock.at)
        session.add(row)
        await session.flush()
        return row.id


def name_of(row: Reminder) -> Name:
    about = CHECK_IN if row.source in (CHECK_IN, WEEKLY) else str(row.prescription_id)
    key: Key = (about, row.local_date, row.slot)
    return Name(row.id, row.account_id, row.source, key)
