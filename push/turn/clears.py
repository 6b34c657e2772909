"""Clearing notifications on phones: claimed and marked as tried, one POST each, record.

What is to be cleared is asked for by the API (`api/reminders/clearing.py`). It is silent, so no
cap, quiet hours or group concern it. It is marked as tried before the POST: a worker that dies in
between loses it, which does no more harm than an old notification on a screen.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, Update, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.log_lines import describe
from api.platform.many import among
from api.reminders.clearing import CLEARED_FOR, LOCAL
from api.rules.push_services import takes_silence
from api.tables import Delivery, Device, Reminder
from push.holds.brakes import brake
from push.holds.browsers import apart
from push.holds.holds import Holds, read_holds
from push.holds.suspicion import is_invalid
from push.metrics import CLEARED
from push.transports import (
    EVERYTHING,
    WEB_PUSH,
    Address,
    Clear,
    Dead,
    Outcome,
    Retry,
    Transport,
    Unknown,
)
from push.turn.claims import REACHED
from push.turn.phones import address_of
from push.turn.results import STATES, disable_dead

log = structlog.get_logger("carryover.push")
# What FCM puts off is tried again after this, then after twice as long each time, for an hour.
FIRST_WAIT, TRIED_FOR = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Clearing:
    """One notification that is to be cleared on a phone, asked for at an instant."""

    delivery_id: UUID
    device_id: UUID
    target_generation: int
    asked_at: datetime
    clear: Clear
    target: Address


@dataclass(frozen=True, slots=True)
class Clearer:
    """Sends what clears notifications."""

    sessions: Sessions
    clock: Clock
    transport: Transport

    async def clear(self, most: int) -> int:
        """Clear at most so many notifications; return how many were claimed."""
        async with transaction(self.sessions) as session:
            now = await self.clock.database_now(session)
            claimed = await _claim(session, await read_holds(session, now), now, most)
            found = await _read(session, claimed, self.transport.kinds, now)
        outcomes = await asyncio.gather(*map(self._send, found))
        if found:
            async with transaction(self.sessions) as session:
                now = await self.clock.database_now(session)
                await _record(session, list(zip(found, outcomes, strict=True)), now)
        return len(claimed)

    async def _send(self, each: Clearing) -> Outcome:
        try:
            return await self.transport.send(each.clear, each.target, self.clock.now())
        except Exception as error:  # noqa: BLE001 - one bad message must not lose the others.
            log.error("clear_failed", **describe(error))
            return Unknown("internal")


async def _claim(session: AsyncSession, holds: Holds, now: datetime, most: int) -> Sequence[UUID]:
    """Mark the deliveries whose time has come as tried, and return their ids."""
    if holds.all_until is not None:
        return []
    held = {"held": list(holds.scopes), "now": now, "most": most}
    connection = await session.connection()
    return list(await connection.scalars(_CLAIM, held))


async def _read(
    session: AsyncSession, ids: Sequence[UUID], kinds: Collection[str], now: datetime
) -> list[Clearing]:
    """Return what is worth sending of these: not for a phone that is gone, or someone else's.

    Nor where a message that shows nothing does harm.
    """
    if not ids:
        return []
    connection = await session.connection()
    rows = await connection.execute(_WORTH, {"ids": list(ids), "after": now - CLEARED_FOR})
    return [
        Clearing(
            row.id,
            row.device_id,
            row.target_generation,
            row.clear_asked_at,
            Clear(row.reminder_id, row.expires_at + CLEARED_FOR),
            address_of(row),
        )
        for row in rows
        if row.target_kind in kinds and (row.target_kind != WEB_PUSH or takes_silence(row.target))
    ]


async def _record(
    session: AsyncSession, sent: Sequence[tuple[Clearing, Outcome]], now: datetime
) -> None:
    """Note what came of it: holds, phones that are gone, and what is tried once more."""
    # What a browser's service says of one message is no reason to hold the others up.
    sent = [(each, apart(each.target, outcome)) for each, outcome in sent]
    held = await brake(
        session, [(each.target, outcome) for each, outcome in sent], now, suspected=False
    )
    again = []
    for each, outcome in sent:
        CLEARED.labels(STATES[type(outcome)]).inc()
        if isinstance(outcome, Retry) and (at := _next_try(each, outcome, now)) is not None:
            again.append({"which": each.delivery_id, "at": _released(each, at, held)})
    if again:
        await (await session.connection()).execute(_AGAIN, again)
    # That a target is invalid may be the fault of this message.
    dead = [
        (each.device_id, each.target_generation, outcome)
        for each, outcome in sent
        if isinstance(outcome, Dead) and not is_invalid(outcome)
    ]
    await disable_dead(session, dead, now)


def _released(each: Clearing, at: datetime, held: Mapping[str, datetime]) -> datetime:
    """Return an instant, or the end of the hold of its platform if that is later."""
    return max(at, held.get(EVERYTHING, at), held.get(each.target.scope, at))


def _next_try(each: Clearing, outcome: Retry, now: datetime) -> datetime | None:
    """Return when to try again, or None when an old notification does no more harm."""
    waits = (FIRST_WAIT, now - each.asked_at, timedelta(seconds=outcome.after_s or 0))
    at = now + max(waits)
    return at if at <= each.asked_at + TRIED_FOR else None


_SCOPE = case((Device.target_kind == WEB_PUSH, WEB_PUSH), else_=Device.platform)


def _claim_statement() -> Update:
    # A common table expression, since PostgreSQL may run a subquery with LIMIT again per row.
    due = (
        select(Delivery.id)
        .join(Device, Device.id == Delivery.device_id)
        .where(
            Delivery.clear_at <= bindparam("now"),
            # Its push is on its way: it is cleared once it has arrived.
            Delivery.state != "dispatching",
            _SCOPE.not_in(bindparam("held", expanding=True)),
        )
        .order_by(Delivery.clear_at)
        .limit(bindparam("most"))
        .with_for_update(of=Delivery, skip_locked=True)
        .cte("due")
    )
    return (
        update(Delivery)
        .where(Delivery.id.in_(select(due.c.id)))
        .values(clear_at=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )


# Built once: a worker runs the first every few seconds.
_CLAIM = _claim_statement()
_WORTH: Select[*tuple[Any, ...]] = (
    select(
        Delivery.id,
        Delivery.reminder_id,
        Delivery.device_id,
        Delivery.clear_asked_at,
        Reminder.expires_at,
        Device.target_generation,
        Device.target_kind,
        Device.target,
        Device.target_p256dh,
        Device.target_auth,
        Device.platform,
    )
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .join(Device, Device.id == Delivery.device_id)
    .where(
        among(Delivery.id),
        Delivery.state.in_((*REACHED, LOCAL)),
        Reminder.expires_at > bindparam("after"),
        Device.account_id == Reminder.account_id,
        Device.disabled_at.is_(None),
    )
    .order_by(Delivery.id)
)
_AGAIN = update(Delivery).where(Delivery.id == bindparam("which")).values(clear_at=bindparam("at"))
