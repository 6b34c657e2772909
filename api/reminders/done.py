"""What is done needs no reminder: of a row in SQL, of keys in memory, and of what was just told.

The rule is `agenda.is_done`. Whoever answers is also no longer counted as silent.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.statements import fetch
from api.platform.weeks import monday_of
from api.reminders.clearing import CLEARED_FOR, IS_LOCAL, ask_to_clear, ask_to_clear_local
from api.reminders.rows import DUE_WITHIN, OPEN_STATES, leaving, let_go
from api.rules.plan.plans import WHOLE_DAY
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Key
from api.rules.uploads import WEEK, sunday_of
from api.tables import CheckIn, Log, Reminder, ReminderDay, WeeklyCheckIn


def key_of(row: Any) -> Key:
    """Return what a reminder is about, as answers name it: for a snooze the slot that it bears."""
    return row.prescription_id or row.account_id, row.local_date, row.slot


async def load_done(session: AsyncSession, client_id: UUID, from_on: date) -> set[Key]:
    """Return the slots that a client logged since a date, and those of her check-ins."""
    logs = await session.execute(
        select(Log.prescription_id, Log.local_date, Log.slot).where(
            Log.client_id == client_id, Log.local_date >= from_on, Log.undone.is_(False)
        )
    )
    done = {(prescription_id, on, slot) for prescription_id, on, slot in logs}
    check_ins = await session.scalars(
        select(CheckIn.on_date).where(
            CheckIn.client_id == client_id, CheckIn.on_date >= from_on, CheckIn.answered
        )
    )
    # A week that ends since then began less than a week before.
    mondays = await session.scalars(
        select(WeeklyCheckIn.monday).where(
            WeeklyCheckIn.client_id == client_id,
            WeeklyCheckIn.monday > from_on - WEEK,
            WeeklyCheckIn.answered,
        )
    )
    done |= {(client_id, sunday_of(monday), WEEKLY) for monday in mondays}
    return done | {(client_id, on, CHECK_IN) for on in check_ins}


async def is_row_done(session: AsyncSession, reminder_id: UUID) -> bool:
    """Tell whether what a reminder is about is done."""
    return bool(await session.scalar(_IS_ROW_DONE, {"reminder": reminder_id}))


async def skip_done(
    session: AsyncSession,
    client_id: UUID,
    prescription_id: UUID,
    local_date: date,
    slot: str,
    *,
    sign_in_id: UUID,
    now: datetime,
) -> bool:
    """End the reminders of a slot that was logged; a habit's daily answer ends all of its cues.

    What is on her screens already is cleared, except on the phone that is signed in by this.
    Return whether any reminder of hers may count as unanswered, so that `note_answer` is needed.
    """
    told = {"item": prescription_id, "slot": slot}
    return await _skip(session, _OF_SLOT, client_id, local_date, told, sign_in_id, now)


async def skip_checked_in(
    session: AsyncSession, client_id: UUID, on: date, *, sign_in_id: UUID, now: datetime
) -> bool:
    """End the reminder of a date's check-in, and its snoozes, as `skip_done` does."""
    return await _skip(session, _OF_CHECK_IN, client_id, on, {"slot": CHECK_IN}, sign_in_id, now)


async def skip_week(
    session: AsyncSession, client_id: UUID, monday: date, *, sign_in_id: UUID, now: datetime
) -> bool:
    """End the reminder of a week's check-in, and its snoozes, as `skip_done` does."""
    told, sunday = {"slot": WEEKLY}, sunday_of(monday)
    return await _skip(session, _OF_CHECK_IN, client_id, sunday, told, sign_in_id, now)


async def note_answer(session: AsyncSession, client_id: UUID) -> None:
    """Count no reminder of a client as unanswered any longer.

    To be called after all reminders that the transaction locks: the worker takes them first, too.
    """
    await fetch(session, _ANSWERED, {"client": client_id})


async def _skip(
    session: AsyncSession,
    which: Select[*tuple[Any, ...]],
    client_id: UUID,
    on: date,
    told: Mapping[str, Any],
    sign_in_id: UUID,
    now: datetime,
) -> bool:
    midnight = datetime.combine(on, time.min, UTC)
    these = {
        "client": client_id,
        "on": on,
        "from": midnight - DUE_WITHIN,
        "to": midnight + DUE_WITHIN,
    }
    rows = await fetch(session, which, {**these, **told})
    return await end_told(session, rows, sign_in_id, now) or not rows


async def end_told(
    session: AsyncSession, rows: Collection[Any], sign_in_id: UUID, now: datetime
) -> bool:
    """End these locked reminders, which are about what was told, and clear what is on her screens.

    Return whether any reminder of hers may count as unanswered, as far as these rows tell.
    """
    ids = {row.id for row in rows if row.state in OPEN_STATES}
    if ids:
        await let_go(session, ids - await leaving(session, ids), "skipped", "done")
    left = [row.id for row in rows if row.attempts and row.expires_at > now - CLEARED_FOR]
    if left:
        await ask_to_clear(session, left, sign_in_id, now)
    local = [row.id for row in rows if row.is_local]
    if local:
        await ask_to_clear_local(session, local, sign_in_id, now)
    # What the worker has claimed it may have counted while this waited for its row.
    return any(row.attempts or row.is_any_unanswered for row in rows)


def _answers(told: SQLColumnExpression[str], slot: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return `is_done` in SQL: what was told is of this slot, or of its whole day."""
    return or_(told == slot, told == WHOLE_DAY)


_LOGGED = (
    select(Log.id)
    .where(
        Log.prescription_id == Reminder.prescription_id,
        Log.local_date == Reminder.local_date,
        _answers(Log.slot, Reminder.slot),
        Log.undone.is_(False),
    )
    .correlate(Reminder)
    .exists()
)
_CHECKED_IN = (
    select(CheckIn.id)
    .where(
        Reminder.slot == CHECK_IN,
        CheckIn.client_id == Reminder.account_id,
        CheckIn.on_date == Reminder.local_date,
        CheckIn.answered,
    )
    .correlate(Reminder)
    .exists()
)
_TOLD_OF_WEEK = (
    select(WeeklyCheckIn.id)
    .where(
        Reminder.slot == WEEKLY,
        WeeklyCheckIn.client_id == Reminder.account_id,
        WeeklyCheckIn.monday == monday_of(Reminder.local_date),
        WeeklyCheckIn.answered,
    )
    .correlate(Reminder)
    .exists()
)
IS_DONE: ColumnElement[bool] = or_(_LOGGED, _CHECKED_IN, _TOLD_OF_WEEK)
"""Whether what a reminder is about is done, as a column of a statement on reminders."""
_IS_ROW_DONE = select(IS_DONE).where(Reminder.id == bindparam("reminder"))
_UNANSWERED = ReminderDay.client_id == bindparam("client"), ReminderDay.unanswered > 0
IS_ANY_UNANSWERED = select(ReminderDay.id).where(*_UNANSWERED).exists()
# Open, or on a screen.
CONCERNED_STATES = (*OPEN_STATES, "sent", "failed")
# Built once: every log and every check-in runs one of them.
_CONCERNED: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Reminder.state,
        Reminder.attempts,
        Reminder.expires_at,
        IS_ANY_UNANSWERED.label("is_any_unanswered"),
        IS_LOCAL.label("is_local"),
    )
    .where(
        Reminder.account_id == bindparam("client"),
        Reminder.due_at.between(bindparam("from"), bindparam("to")),
        Reminder.local_date == bindparam("on"),
        or_(Reminder.state.in_(CONCERNED_STATES), Reminder.reason == "on_phone"),
    )
    .order_by(Reminder.id)
    .with_for_update()
)
_OF_CHECK_IN = _CONCERNED.where(
    Reminder.prescription_id.is_(None), Reminder.slot == bindparam("slot")
)
_OF_SLOT = _CONCERNED.where(
    Reminder.prescription_id == bindparam("item"),
    _answers(bindparam("slot", type_=Text()), Reminder.slot),
)
# Built once: every log and every check-in runs it.
_ANSWERED = update(ReminderDay).where(*_UNANSWERED).values(unanswered=0)
