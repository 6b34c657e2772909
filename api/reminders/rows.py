"""A reminder as a row: how it is made, scheduled, ended and let go, by whoever has it locked."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import lasting_id, new_id
from api.platform.many import among
from api.platform.statements import fetch, run_many
from api.rules.instants import TZDB_VERSION
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Due
from api.rules.reminders.reasons import End
from api.tables import Delivery, Reminder

OPEN_STATES = ("scheduled", "claimed")
# No zone, window or snooze puts a reminder of a local date further from it than this.
DUE_WITHIN = timedelta(days=3)
# In this order are those that are due at once, of which the last speaks for all.
_PLACES = {CHECK_IN: timedelta(milliseconds=1), WEEKLY: timedelta(milliseconds=2)}


def planned_id(due: Due) -> UUID:
    """Return the id of a planned reminder, which phones know before there is a row of it."""
    midnight = datetime.combine(due.local_date, time.min, UTC)
    at = midnight + _PLACES.get(due.slot, timedelta(0))
    return lasting_id(at, f"{due.subject_id}/{due.local_date}/{due.slot}")


def fresh_row(
    due: Due,
    account_id: UUID,
    plan_revision: int,
    now: datetime,
    delay: timedelta = timedelta(0),
) -> dict[str, Any]:
    """Return the columns of a reminder that is new; `delay` is how long after due it is pushed."""
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
        "fixed_timezone": due.timezone,
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
    _let_go(reminder, "scheduled", None)


def end(reminder: Reminder, found: End) -> None:
    """End a locked reminder, whoever holds it."""
    _let_go(reminder, found.state, found.reason)


async def let_go(
    session: AsyncSession, ids: Collection[UUID], state: str, reason: str | None
) -> None:
    """Put locked reminders into a state in which nobody holds them, be it to wait or to end."""
    if ids:
        await fetch(session, _LET_GO, {"ids": list(ids), "to": state, "why": reason})


async def try_again(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Let locked reminders wait, each (`which`) to be tried again at an instant (`at`)."""
    await run_many(session, _TRY_AGAIN, rows)


async def leaving(session: AsyncSession, ids: set[UUID]) -> set[UUID]:
    """Return those of these locked reminders of which a push is on its way."""
    # Asked after the rows are locked, so that a push that left just before is seen.
    pushed = select(Delivery.reminder_id).where(Delivery.state == "dispatching")
    return set(await session.scalars(pushed.where(Delivery.reminder_id.in_(ids))))


def _let_go(reminder: Reminder, state: str, reason: str | None) -> None:
    reminder.state, reminder.reason = state, reason
    reminder.claim_token = reminder.lease_until = None


# Built once: the worker runs them every second.
_FREE: dict[str, Any] = {"claim_token": None, "lease_until": None}
_LET_GO = (
    update(Reminder)
    .where(among(Reminder.id))
    .values(state=bindparam("to"), reason=bindparam("why"), **_FREE)
)
_TRY_AGAIN = (
    update(Reminder)
    .where(Reminder.id == bindparam("which"))
    .values(state="scheduled", reason=None, next_attempt_at=bindparam("at"), **_FREE)
)
