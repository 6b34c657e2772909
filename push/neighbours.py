"""A client's other reminders, as far as they bear on those that are about to leave."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.settle_reminders import OPEN_STATES
from api.domain.groups import TOGETHER, Neighbour
from api.domain.reminders import RANKS
from api.models import Reminder
from push.among import among
from push.claims import Held

# As long as the longest window: what is older can no longer leave.
BEHIND = timedelta(hours=12)
DAY = timedelta(hours=36)
Ahead = dict[tuple[UUID, date], dict[int, int]]


async def read_neighbours(
    session: AsyncSession, held: Sequence[Held], now: datetime
) -> dict[UUID, list[Neighbour]]:
    """Return, by account, what is open or was sent around now and is not held itself."""
    ours = {each.id for each in held}
    these = {
        "ids": list({each.account_id for each in held}),
        "since": now - BEHIND,
        "until": now + TOGETHER,
    }
    found: dict[UUID, list[Neighbour]] = defaultdict(list)
    connection = await session.connection()
    for row in await connection.execute(_AROUND, these):
        if row.id not in ours:
            left = row.state == "sent"
            found[row.account_id].append(Neighbour(row.id, row.due_at, row.next_attempt_at, left))
    return found


async def count_ahead(session: AsyncSession, accounts: list[UUID], now: datetime) -> Ahead:
    """Return how many reminders are still to come, by account and date, then by rank."""
    found: Ahead = defaultdict(lambda: defaultdict(int))
    if accounts:
        these = {"ids": accounts, "since": now, "until": now + DAY}
        for account_id, on_date, source, count in await session.execute(_AHEAD, these):
            found[account_id, on_date][RANKS[source]] += count
    return found


_SPAN = (Reminder.due_at > bindparam("since"), Reminder.due_at <= bindparam("until"))
# Built once.
_AROUND: Select[*tuple[Any, ...]] = select(
    Reminder.account_id,
    Reminder.id,
    Reminder.state,
    Reminder.due_at,
    Reminder.next_attempt_at,
).where(
    among(Reminder.account_id),
    *_SPAN,
    Reminder.state.in_((*OPEN_STATES, "sent")),
    Reminder.source != "test",
)
_AHEAD: Select[*tuple[Any, ...]] = (
    select(Reminder.account_id, Reminder.local_date, Reminder.source, func.count())
    .where(among(Reminder.account_id), *_SPAN, Reminder.state == "scheduled")
    .group_by(Reminder.account_id, Reminder.local_date, Reminder.source)
)
