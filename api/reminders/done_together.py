"""What a client told of many slots and dates at once needs no reminder: one look at all of them."""

from collections.abc import Collection, Set
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.clearing import CLEARED_FOR, IS_LOCAL, ask_to_clear, ask_to_clear_local
from api.reminders.planning import SLOT_BEHIND
from api.reminders.rows import DUE_WITHIN, OPEN_STATES, leaving, let_go
from api.rules.reminders.agenda import Key, is_done
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.tables import Reminder, ReminderDay

_CONCERNED = (*OPEN_STATES, "sent", "failed")


async def lock_of_dates(
    session: AsyncSession,
    client_id: UUID,
    dates: Collection[date],
    named: Collection[UUID],
    now: datetime,
) -> list[Any]:
    """Lock a client's reminders around some dates, those named and those still to come.

    In the order of their ids, all at once: whoever then changes any of them waits for nobody.
    """
    first, last = min(dates, default=now.date()), max(dates, default=now.date())
    bounds = {
        "client": client_id,
        "from": datetime.combine(first, time.min, UTC) - DUE_WITHIN,
        "to": datetime.combine(last, time.min, UTC) + DUE_WITHIN,
        "still": now - SLOT_BEHIND,
        "ids": list(named),
    }
    return list(await fetch(session, _AROUND, bounds))


async def skip_told(
    session: AsyncSession, rows: Collection[Any], told: Set[Key], sign_in_id: UUID, now: datetime
) -> bool:
    """End those of these locked reminders that are about what was told, as `done.skip_done` does.

    Return whether any reminder of hers may count as unanswered, so that `note_answer` is needed.
    """
    if not told:
        return False
    ended = [row for row in rows if _is_concerned(row) and is_done(_key(row), told)]
    ids = {row.id for row in ended if row.state in OPEN_STATES}
    if ids:
        await let_go(session, ids - await leaving(session, ids), "skipped", "done")
    left = [row.id for row in ended if row.attempts and row.expires_at > now - CLEARED_FOR]
    if left:
        await ask_to_clear(session, left, sign_in_id, now)
    local = [row.id for row in ended if row.is_local]
    if local:
        await ask_to_clear_local(session, local, sign_in_id, now)
    about = {(_key(row)[0], row.local_date) for row in ended}
    has_none = any((subject, on) not in about for subject, on, _ in told)
    return has_none or any(row.attempts or row.is_any_unanswered for row in ended)


def _is_concerned(row: Any) -> bool:
    return row.state in _CONCERNED or row.reason == "on_phone"


def _key(row: Any) -> Key:
    """Return what a reminder is about, as `done.key_of` does."""
    return row.prescription_id or row.account_id, row.local_date, row.slot


_UNANSWERED = (
    select(ReminderDay.id)
    .where(ReminderDay.client_id == bindparam("client"), ReminderDay.unanswered > 0)
    .exists()
)
# Built once.
_AROUND: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Reminder.account_id,
        Reminder.prescription_id,
        Reminder.local_date,
        Reminder.slot,
        Reminder.state,
        Reminder.reason,
        Reminder.attempts,
        Reminder.expires_at,
        _UNANSWERED.label("is_any_unanswered"),
        IS_LOCAL.label("is_local"),
    )
    .where(
        Reminder.account_id == bindparam("client"),
        Reminder.source.not_in(OF_ACCOUNT),
        or_(
            Reminder.due_at.between(bindparam("from"), bindparam("to")),
            Reminder.due_at > bindparam("still"),
            among(Reminder.id),
        ),
    )
    .order_by(Reminder.id)
    .with_for_update()
)
