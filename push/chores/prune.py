"""Deleting what nobody can ask about any more, so that the tables stay small.

A phone may log a slot for 92 days. The planner prunes a client's reminders whenever it extends her
plan, about once a day; a sweep prunes the accounts that the planner does not visit, holds that are
over, kept answers that have expired, what signs nobody in any more, and what phones had long ago.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Select, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.reminders.rows import OPEN_STATES
from api.tables import Account, Client, KeptAnswer, PushHold, Reminder, ReminderDay
from push.chores.batches import BATCH, delete_some
from push.chores.dead_sign_ins import forget_dead_sign_ins
from push.chores.phones_past import forget_phones_past

KEPT = timedelta(days=95)
# An ended hold is needed for some minutes, since the length of the next one depends on it.
HOLDS_KEPT = timedelta(days=1)
PAGE = 200


async def prune(session: AsyncSession, accounts: Sequence[UUID], now: datetime) -> int:
    """Delete reminders of these accounts that ended long ago, up to a limit; return how many.

    Deliveries are deleted with their reminder. An open reminder stays until a turn ends it.
    """
    before = now - KEPT
    old = {"accounts": accounts, "before": before, "most": BATCH}
    found = len((await session.execute(_REMINDERS, old)).all())
    await session.execute(_DAYS, {"accounts": accounts, "before": before.date()})
    return found


async def prune_unplanned(sessions: Sessions, clock: Clock, goes_on: Callable[[], bool]) -> int:
    """Prune accounts that the planner does not visit, holds, kept answers and what phones had.

    Returns how many reminders were deleted.
    """
    async with transaction(sessions) as session:
        now = await clock.database_now(session)
        await session.execute(delete(PushHold).where(PushHold.until_at < now - HOLDS_KEPT))
        await session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    total, page = 0, await _page(sessions, UUID(int=0))
    while page and goes_on():
        async with transaction(sessions) as session:
            found = await prune(session, page, now)
        total += found
        if found < BATCH:
            page = await _page(sessions, page[-1])
    await forget_dead_sign_ins(sessions, clock, goes_on)
    await forget_phones_past(sessions, clock, goes_on)
    return total


async def _page(sessions: Sessions, after: UUID) -> list[UUID]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(_UNPLANNED, {"after": after}))


# Built once: the planner runs the first two statements for every client.
_REMINDERS = delete_some(
    Reminder,
    Reminder.account_id.in_(bindparam("accounts", expanding=True)),
    Reminder.due_at < bindparam("before"),
    Reminder.state.not_in(OPEN_STATES),
)
_DAYS: Delete = (
    delete(ReminderDay)
    .where(
        ReminderDay.client_id.in_(bindparam("accounts", expanding=True)),
        ReminderDay.on_date < bindparam("before"),
    )
    .execution_options(synchronize_session=False)
)
# Therapists, who get reminders of briefs, and clients who are discharged or to be erased.
_UNPLANNED: Select[*tuple[Any]] = (
    select(Account.id)
    .outerjoin(Client, Client.id == Account.id)
    .where(
        Account.id > bindparam("after"),
        or_(Client.id.is_(None), Client.discharged_at.is_not(None), Client.erase_at.is_not(None)),
    )
    .order_by(Account.id)
    .limit(PAGE)
)
