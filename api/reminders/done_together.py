"""What a client told of many slots and dates at once needs no reminder: one look at all of them."""

from collections.abc import Collection, Set
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.clearing import IS_LOCAL
from api.reminders.done import CONCERNED_STATES, IS_ANY_UNANSWERED, end_told, key_of
from api.reminders.planning import SLOT_BEHIND
from api.reminders.rows import DUE_WITHIN
from api.rules.reminders.agenda import Key, is_done
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.tables import Reminder


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
    ended = [row for row in rows if _is_concerned(row) and is_done(key_of(row), told)]
    about = {key_of(row)[:2] for row in ended}
    has_none = any((subject, on) not in about for subject, on, _ in told)
    return await end_told(session, ended, sign_in_id, now) or has_none


def _is_concerned(row: Any) -> bool:
    return row.state in CONCERNED_STATES or row.reason == "on_phone"


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
        IS_ANY_UNANSWERED.label("is_any_unanswered"),
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
