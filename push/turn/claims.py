"""Which reminders a worker has claimed: for a lease, fenced before they leave, freed if it dies.

The lease is compared with the database's clock only, so that workers on several machines agree.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, bindparam, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.rows import let_go
from api.rules.reminders.leaving import RANKS
from api.tables import Delivery, Reminder
from push.metrics import ENDED

LEASE = timedelta(seconds=60)
# A push that leaves with less of its lease left could outlive it.
LEASE_LEFT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed reminder, locked until the transaction ends."""

    id: UUID
    account_id: UUID
    source: str
    subject_id: UUID
    prescription_id: UUID | None
    local_date: date
    slot: str
    plan_revision: int
    due_at: datetime
    expires_at: datetime
    attempts: int


async def claim(
    session: AsyncSession, token: UUID, now: datetime, limit: int, *, only_expired: bool = False
) -> list[UUID]:
    """Claim due reminders for a lease and return their ids, the longest due first.

    With `only_expired` it is those that can no longer leave, so that they end while all is held.
    Two workers never get the same one. It is one statement that both selects and updates: on
    SQLite, which has no row locks to skip, a select of its own would let both claim what it found.
    """
    claimed = await fetch(
        session,
        _CLAIM_EXPIRED if only_expired else _CLAIM,
        {"now": now, "most": limit, "mine": token, "until": now + LEASE},
    )
    return [row.id for row in sorted(claimed, key=lambda row: row.next_attempt_at)]


async def fence(
    session: AsyncSession, ids: list[UUID], token: UUID, now: datetime
) -> list[Claimed]:
    """Lock and return those of the reminders that are still ours and can leave within the lease."""
    these = {"ids": ids, "mine": token, "least": now + LEASE_LEFT}
    return [Claimed(*row) for row in await fetch(session, _FENCE, these)]


async def free_lapsed(session: AsyncSession, now: datetime) -> None:
    """Give back what a dead worker had claimed. What had begun to leave is never sent again."""
    lapsed = await fetch(session, _LAPSED, {"now": now})
    leaving = [row.id for row in lapsed if row.leaving]
    if leaving:
        await fetch(session, _LOSE, {"ids": leaving})
        reached = [row.reminder_id for row in await fetch(session, _ARRIVED, {"ids": leaving})]
        await release(session, reached, "sent", None)
        await release(session, set(leaving) - set(reached), "failed", "unknown")
    await release(session, [row.id for row in lapsed if not row.leaving], "scheduled", None)


async def release(
    session: AsyncSession, ids: Collection[UUID], state: str, reason: str | None
) -> None:
    """Let reminders go that a worker had claimed, and count those that end by it."""
    await let_go(session, ids, state, reason)
    if state != "scheduled":
        ENDED.labels(state, reason or "none").inc(len(ids))


def _claim(*also: ColumnElement[bool]) -> Update:
    # A common table expression, because PostgreSQL may run a mere subquery with a limit again for
    # each row, and would then claim more than the limit.
    due = (
        select(Reminder.id)
        .where(
            Reminder.state == "scheduled",
            Reminder.next_attempt_at <= bindparam("now"),
            is_known(),
            *also,
        )
        .order_by(Reminder.next_attempt_at)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Reminder)
        .where(Reminder.id.in_(select(due.c.id)), Reminder.state == "scheduled")
        .values(
            state="claimed",
            claim_token=bindparam("mine"),
            lease_until=bindparam("until"),
            attempts=Reminder.attempts + 1,
        )
        .returning(Reminder.id, Reminder.next_attempt_at)
        .execution_options(synchronize_session=False)
    )


def is_known() -> ColumnElement[bool]:
    """Return the condition that a reminder's source is one of ours.

    A newer version that runs beside this one may have others: they wait for its workers.
    """
    return Reminder.source.in_(RANKS)


def delivered(*states: str) -> ColumnElement[bool]:
    """Return the condition that a reminder has a delivery in one of these states."""
    return exists().where(Delivery.reminder_id == Reminder.id, Delivery.state.in_(states))


# Deliveries that have told her, as far as known.
REACHED = ("accepted", "unknown")
# Nobody knows, so it counts as told: it is not sent again, nor is what it speaks for.
MAY_HAVE_ARRIVED = (Reminder.state == "failed") & (Reminder.reason == "unknown")
# Built once: a worker runs these every second.
_CLAIM = _claim()
_CLAIM_EXPIRED = _claim(Reminder.expires_at <= bindparam("now"))
_IS_MINE = (Reminder.state == "claimed", Reminder.claim_token == bindparam("mine"))
_FENCE: Select[*tuple[Any, ...]] = (
    select(*(getattr(Reminder, name) for name in Claimed.__dataclass_fields__))
    .where(among(Reminder.id), *_IS_MINE, Reminder.lease_until > bindparam("least"))
    .order_by(Reminder.id)
    .with_for_update()
)
# Whoever has a lapsed one locked is just recording what came of it, or freeing it.
_LAPSED: Select[*tuple[Any, ...]] = (
    select(Reminder.id, delivered("dispatching").label("leaving"))
    .where(Reminder.state == "claimed", Reminder.lease_until < bindparam("now"))
    .with_for_update(of=Reminder, skip_locked=True)
)
_REPORTED = func.coalesce(Delivery.received_at, Delivery.opened_at, Delivery.dismissed_at)
_LOSE = (
    update(Delivery)
    .where(among(Delivery.reminder_id), Delivery.state == "dispatching")
    .values(
        # A phone that reported it has told more than the worker could.
        state=case((_REPORTED.is_not(None), "accepted"), else_="unknown"),
        error=case((_REPORTED.is_(None), "worker_lost")),
    )
    .execution_options(synchronize_session=False)
)
_ARRIVED = select(Delivery.reminder_id).where(
    among(Delivery.reminder_id), Delivery.state == "accepted"
)
