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
    """A notification that a phone has set, for a reminder that is due and closes as the row says.

    `stands`: the phone has it, and its reminder is to come or was left to the phones.
    """

    reminder_id: UUID
    due_at: datetime
    stands: bool
    is_set: bool
    row_due_at: datetime | None
    row_expires_at: datetime | None


Local = Mapping[UUID, Sequence[SetByPhone]]


async def read_local(session: AsyncSession, accounts: Sequence[UUID], now: datetime) -> Local:
    """Return, by phone, what those of these accounts have set for about today; one query."""
    found: dict[UUID, list[SetByPhone]] = defaultdict(list)
    around = {"ids": list(accounts), "from": now - AROUND, "to": now + AROUND}
    for row in await fetch(session, _SET, around):
        # What has no row so near is planned no longer.
        stands = row.is_set and (row.state in OPEN_STATES or row.reason == "on_phone")
        head = row.reminder_id, row.due_at, stands, row.is_set
        found[row.device_id].append(SetByPhone(*head, row.row_due_at, row.expires_at))
    return found


def without_local(
    phones: Sequence[Phone],
    reminder: Claimed,
    local: Local,
    timezone: str,
    quiet: Quiet | None,
    cap: int | None,
    now: datetime,
) -> tuple[tuple[Phone, ...], datetime | None]:
    """Return those of the phones that do not remind of this by themselves.

    And when the last of the others does so, None if there are no others.
    """
    if not any(phone.id in local for phone in phones):
        return tuple(phones), None
    shown = Shown(timezone, quiet, cap, now)
    by_phone = {phone.id: shown.at(local.get(phone.id, ()), reminder) for phone in phones}
    pushable = tuple(phone for phone in phones if by_phone[phone.id] is None)
    return pushable, max((at for at in by_phone.values() if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a phone shows by itself, by the client's zone, quiet hours and cap."""

    timezone: str
    quiet: Quiet | None
    cap: int | None
    now: datetime

    def at(self, notices: Sequence[SetByPhone], reminder: Claimed) -> datetime | None:
        """Return when a phone that has set these reminds of something, None if it does not."""
        fires_at = self._fires_at(reminder.due_at, reminder.expires_at)
        for each in notices:
            if each.reminder_id == reminder.id and each.is_set and each.due_at == fires_at:
                return fires_at
        standing = [each for each in notices if self._stands(each)]
        last = fires_at + TOGETHER
        speaks_at = [each.due_at for each in standing if fires_at <= each.due_at <= last]
        if speaks_at:
            return min(speaks_at)
        return self.now if self._is_full(standing) else None

    def _stands(self, each: SetByPhone) -> bool:
        """Tell whether the phone shows it when its reminder would leave."""
        if not each.stands or each.row_due_at is None or each.row_expires_at is None:
            return False
        return each.due_at == self._fires_at(each.row_due_at, each.row_expires_at)

    def _fires_at(self, due_at: datetime, expires_at: datetime) -> datetime:
        until = self.quiet and quiet_until(due_at, self.timezone, self.quiet, expires_at)
        return until or due_at

    def _is_full(self, standing: Sequence[SetByPhone]) -> bool:
        tz = zone(self.timezone)
        today = local_date(self.now, tz)
        count = sum(local_date(each.due_at, tz) == today for each in standing)
        return self.cap is not None and count >= self.cap


# Built once: the worker runs it for every chunk.
_SET: Select[*tuple[Any, ...]] = (
    select(
        LocalNotice.device_id,
        LocalNotice.reminder_id,
        LocalNotice.due_at,
        LocalNotice.is_set,
        Reminder.state,
        Reminder.reason,
        Reminder.due_at.label("row_due_at"),
        Reminder.expires_at,
    )
    .join(Device, Device.id == LocalNotice.device_id)
    .outerjoin(Reminder, Reminder.id == LocalNotice.reminder_id)
    .where(
        among(Device.account_id),
        LocalNotice.due_at.between(bindparam("from"), bindparam("to")),
    )
)
