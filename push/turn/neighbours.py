"""A client's other reminders, as far as they bear on those that are about to leave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.planning import SLOT_BEHIND
from api.reminders.rows import OPEN_STATES
from api.rules.reminders.groups import TOGETHER, Neighbour
from api.rules.reminders.leaving import ALONE, RANKS
from api.tables import Reminder
from push.turn.claims import MAY_HAVE_ARRIVED, REACHED, Claimed, delivered, is_known

COMING = timedelta(hours=36)
# What is still to come: rank and instant of each, by account and date.
Ahead = Mapping[tuple[UUID, date], list[tuple[int, datetime]]]


async def read_neighbours(
    session: AsyncSession, claimed: Sequence[Claimed], now: datetime
) -> dict[UUID, list[Neighbour]]:
    """Return, by account, what is open or was sent around now and is not among these."""
    ours = {each.id for each in claimed}
    these = {
        "ids": list({each.account_id for each in claimed}),
        "since": now - SLOT_BEHIND,
        "until": now + TOGETHER,
    }
    found: dict[UUID, list[Neighbour]] = defaultdict(list)
    for row in await fetch(session, _AROUND, these):
        if row.id not in ours:
            left = row.state not in OPEN_STATES or row.reached
            found[row.account_id].append(Neighbour(row.id, row.due_at, row.next_attempt_at, left))
    return found


async def read_ahead(session: AsyncSession, accounts: list[UUID], now: datetime) -> Ahead:
    """Return what is still to come for these accounts within the day."""
    found: dict[tuple[UUID, date], list[tuple[int, datetime]]] = defaultdict(list)
    if accounts:
        these = {"ids": accounts, "since": now, "until": now + COMING}
        for account_id, on_date, source, due_at in await fetch(session, _AHEAD, these):
            found[account_id, on_date].append((RANKS[source], due_at))
    return found


_SPAN = (Reminder.due_at > bindparam("since"), Reminder.due_at <= bindparam("until"))
# Built once.
_AROUND: Select[*tuple[Any, ...]] = select(
    Reminder.account_id,
    Reminder.id,
    Reminder.state,
    Reminder.due_at,
    Reminder.next_attempt_at,
    # On one phone, while it is tried again for another.
    and_(Reminder.attempts > 0, delivered(*REACHED)).label("reached"),
).where(
    among(Reminder.account_id),
    *_SPAN,
    or_(Reminder.state.in_((*OPEN_STATES, "sent")), MAY_HAVE_ARRIVED),
    Reminder.source.not_in(ALONE),
    is_known(),
)
_AHEAD: Select[*tuple[Any, ...]] = select(
    Reminder.account_id, Reminder.local_date, Reminder.source, Reminder.due_at
).where(among(Reminder.account_id), *_SPAN, Reminder.state == "scheduled", is_known())
