"""A reminder as a row: made, brought in line with what is due, ended; which are leaving."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import new_id
from api.rules.instants import TZDB_VERSION
from api.rules.reminders.agenda import Due
from api.rules.reminders.reasons import End
from api.tables import Delivery, Reminder

OPEN_STATES = ("scheduled", "claimed")


def fresh_row(
    due: Due, account_id: UUID, plan_revision: int, now: datetime, delay: timedelta
) -> dict[str, Any]:
    """Return the columns of a reminder that there is none of yet."""
    return {
        "id": new_id(),
        "created_at": now,
        "account_id": account_id,
        "source": due.source,
        "subject_id": due.subject_id,
        "prescription_id": due.prescription_id,
        "local_date": due.local_date,
        "slot": due.slot,
        "plan_revision": plan_revision,
        "tzdb_version": TZDB_VERSION,
        "due_at": due.due_at,
        "expires_at": due.closes_at,
        "state": "scheduled",
        "reason": None,
        "next_attempt_at": due.due_at + delay,
        "attempts": 0,
    }


def schedule(reminder: Reminder, due: Due, delay: timedelta) -> None:
    """Have a reminder leave when it is due now; `delay` is how long after that it is pushed."""
    if reminder.state in OPEN_STATES and reminder.due_at == due.due_at:
        # Only its window may have changed. A retry or deferral keeps its later attempt, but one
        # that would come too late now ends when the window does.
        reminder.expires_at = due.closes_at
        reminder.next_attempt_at = min(reminder.next_attempt_at, due.closes_at)
        return
    reminder.due_at, reminder.expires_at = due.due_at, due.closes_at
    reminder.next_attempt_at = due.due_at + delay
    reminder.tzdb_version = TZDB_VERSION
    reminder.state, reminder.reason = "scheduled", None
    reminder.claim_token = reminder.lease_until = None


def end(reminder: Reminder, found: End) -> None:
    """End a locked reminder, whoever holds it."""
    reminder.state, reminder.reason = found.state, found.reason
    reminder.claim_token = reminder.lease_until = None


async def leaving(session: AsyncSession, ids: set[UUID]) -> set[UUID]:
    """Return those of these locked reminders of which a push is on its way."""
    # Asked after the rows are locked, so that a push that left just before is seen.
    pushed = select(Delivery.reminder_id).where(Delivery.state == "dispatching")
    return set(await session.scalars(pushed.where(Delivery.reminder_id.in_(ids))))
