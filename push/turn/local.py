"""What phones remind of by themselves: nothing is pushed to them for that, as long as it stands.

A phone tells which notifications it has set, each with when it fires (`api/sync/notices.py`). One
stands for its reminder while that would leave then, and for those due within ten minutes before,
for which it speaks. A phone that has set as many as may leave on a date gets no more on it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.rows import OPEN_STATES
from api.rules.instants import local_date, zone
from api.rules.reminders.groups import TOGETHER
from api.rules.reminders.quiet_hours import Quiet, quiet_until
from api.tables import Device, LocalNotice, Reminder
from push.turn.claims import Claimed
from push.turn.phones import Phone

# On a date of hers anywhere, around now.
AROUND = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class SetByPhone:
    """A notification that a phone has set; `stands` while it is there and its reminder to come."""

    reminder_id: UUID
    due_at: datetime
    stands: bool
    is_set: bool


Local = Mapping[UUID, Sequence[SetByPhone]]


async def read_local(session: AsyncSession, accounts: Sequence[UUID], now: datetime) -> Local:
    """Return, by phone, what those of these accounts have set for about today; one query."""
    found: dict[UUID, list[SetByPhone]] = defaultdict(list)
    around = {"ids": list(accounts), "from": now - AROUND, "to": now + AROUND}
    for row in await fetch(session, _SET, around):
        stands = row.state in (*OPEN_STATES, None) or row.reason == "on_phone"
        is_set = row.is_set
        notice = SetByPhone(row.reminder_id, row.due_at, stands and is_set, is_set)
        found[row.device_id].append(notice)
    return found


def without_local(
    phones: Sequence[Phone],
    reminder: Claimed,
    local: Local,
    timezone: str,
    quiet: Quiet | None,
    cap: int | None,
    now: datetime,
) -> tuple[Phone, ...]:
    """Return those of the phones that do not remind of this by themselves."""
    if not any(phone.id in local for phone in phones):
        return tuple(phones)
    until = quiet and quiet_until(reminder.due_at, timezone, quiet, reminder.expires_at)
    fires_at = until or reminder.due_at
    return tuple(
        phone
        for phone in phones
        if not _speaks(local.get(phone.id, ()), reminder.id, fires_at)
        and not _is_full(local.get(phone.id, ()), timezone, cap, now)
    )


def _speaks(notices: Sequence[SetByPhone], reminder_id: UUID, fires_at: datetime) -> bool:
    return any(
        each.is_set and each.due_at == fires_at
        if each.reminder_id == reminder_id
        else each.stands and fires_at <= each.due_at <= fires_at + TOGETHER
        for each in notices
    )


def _is_full(notices: Sequence[SetByPhone], timezone: str, cap: int | None, now: datetime) -> bool:
    tz = zone(timezone)
    today = local_date(now, tz)
    count = sum(each.stands and local_date(each.due_at, tz) == today for each in notices)
    return cap is not None and count >= cap


# Built once: the worker runs it for every chunk.
_SET: Select[*tuple[Any, ...]] = (
    select(
        LocalNotice.device_id,
        LocalNotice.reminder_id,
        LocalNotice.due_at,
        LocalNotice.is_set,
        Reminder.state,
        Reminder.reason,
    )
    .join(Device, Device.id == LocalNotice.device_id)
    .outerjoin(Reminder, Reminder.id == LocalNotice.reminder_id)
    .where(
        among(Device.account_id),
        LocalNotice.due_at.between(bindparam("from"), bindparam("to")),
    )
)
