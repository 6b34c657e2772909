"""Has a therapist reminded, some time before a session, that the brief for it is ready.

There is one row an appointment, date and therapist, made as soon as the appointment is, however
far ahead. It stays hers for ever: who takes the client over has one of her own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.carers import HOLDER
from api.platform.db import insert_into
from api.reminders.rows import OPEN_STATES, end, fresh_row, leaving, schedule
from api.rules.reminders.agenda import Due, Key
from api.rules.reminders.briefs import BRIEF, brief_due
from api.rules.reminders.leaving import delay_of
from api.rules.reminders.reasons import BRIEF_MISSED, BRIEF_TAKEN_BACK, ENDS
from api.tables import Account, Appointment, CareLink, Reminder

# How long after its session a reminder is still looked at. An edit can only use it again for the
# same date, which is over in every zone by then.
BRIEF_BEHIND = timedelta(days=2)


async def remind_of_briefs(
    session: AsyncSession, which: ColumnElement[bool], now: datetime, spread_s: int
) -> None:
    """Bring the reminders of the briefs for some appointments in line with what they depend on.

    To be called in the transaction of what changes that: the appointment, who sees the client, how
    long before a session a therapist wants to know. Accounts and clients are locked before it, and
    phones after it, as the worker does.
    """
    await session.flush()
    # Locked before the appointments are read: an edit that was waited for is then seen.
    stored = await _stored(session, which, now)
    on_their_way = await leaving(session, {row.id for row in stored})
    to_come = await _to_come(session, which, now)
    wanted = _wanted(to_come.values(), stored, now)
    for row in stored:
        due = wanted.pop((row.subject_id, row.local_date, row.slot), None)
        if row.id in on_their_way:
            continue
        if due is None:
            _give_up(row, to_come.get(row.subject_id), now)
        else:
            _settle(row, due, to_come[row.subject_id], now, spread_s)
    # In one order, so that two who add the same ones wait for each other in turn.
    fresh = [
        fresh_row(due, holder, 0, now, _delay(holder, due, spread_s))
        for _, due in sorted(wanted.items())
        for holder in (to_come[due.subject_id].therapist_id,)
    ]
    if fresh:
        await session.execute(insert_into(session, Reminder).on_conflict_do_nothing(), fresh)


async def keep_lead(session: AsyncSession, therapist_id: UUID) -> None:
    """Share-lock her account, so that her lead time cannot change before we commit.

    To be called before the client is locked.
    """
    await session.get_one(Account, therapist_id, with_for_update={"read": True})


def cared_for_by(*therapists: UUID) -> ColumnElement[bool]:
    """Return the condition that an appointment is of a client whom one of these cares for."""
    hers = select(CareLink.client_id).where(
        CareLink.therapist_id.in_(therapists), CareLink.ended_at.is_(None)
    )
    return Appointment.client_id.in_(hers)


def rows_of(which: ColumnElement[bool], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the rows that there may be of some appointments."""
    return (
        Reminder.subject_id.in_(select(Appointment.id).where(which)),
        Reminder.source == BRIEF,
        Reminder.expires_at > now - BRIEF_BEHIND,
    )


async def _stored(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> list[Reminder]:
    """Return the rows that there are, locked."""
    rows = (
        select(Reminder)
        .where(*rows_of(which, now))
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(rows))


async def _to_come(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> Mapping[UUID, Any]:
    """Return the appointments that are to come, each with the therapist who holds the session.

    Without anyone her columns are None.
    """
    rows = await session.execute(
        select(
            Appointment.id,
            Appointment.starts_at,
            Account.id.label("therapist_id"),
            Account.timezone,
            Account.brief_lead_min,
        )
        .outerjoin(Account, Account.id == HOLDER)
        .where(which, Appointment.status == "planned", Appointment.starts_at > now)
    )
    return {row.id: row for row in rows}


def _wanted(to_come: Iterable[Any], stored: Iterable[Reminder], now: datetime) -> dict[Key, Due]:
    """Return what is to be told; whoever holds the session may not want to know.

    A session that begins as before keeps its row, although it is on another date where its
    therapist is by now: she would be told twice.
    """
    dates = {(row.subject_id, row.slot, row.expires_at): row.local_date for row in stored}
    found = (_due(row, now) for row in to_come if row.brief_lead_min is not None)
    kept = (
        replace(
            due, local_date=dates.get((due.subject_id, due.slot, due.closes_at), due.local_date)
        )
        for due in found
    )
    return {due.key: due for due in kept}


def _due(to_come: Any, not_before: datetime) -> Due:
    """Return when the brief of a session to come is due."""
    return brief_due(
        to_come.id,
        to_come.therapist_id,
        to_come.starts_at,
        to_come.brief_lead_min,
        to_come.timezone,
        not_before,
    )


def _give_up(row: Reminder, to_come: Any | None, now: datetime) -> None:
    """End a reminder that is no longer wanted, unless it has closed: that the worker expires."""
    if row.state in OPEN_STATES and row.expires_at > now:
        is_anothers = to_come is not None and to_come.therapist_id != row.account_id
        end(row, ENDS["discharged" if is_anothers else "plan_changed"])


def _settle(row: Reminder, due: Due, to_come: Any, now: datetime, spread_s: int) -> None:
    """Have a row tell what is wanted now, unless it has been told or left out before."""
    is_open = row.state in OPEN_STATES
    is_put_off = row.reason in BRIEF_MISSED and due.closes_at > row.expires_at
    if not (is_open or is_put_off or row.reason in BRIEF_TAKEN_BACK):
        # Follow the new start: by it the planner knows that this session was told of.
        row.expires_at = due.closes_at
        return
    if is_open and row.due_at <= now:
        # It has been due already, and is not due anew with each edit.
        due = _due(to_come, row.due_at)
    schedule(row, due, _delay(row.account_id, due, spread_s))


def _delay(therapist_id: UUID, due: Due, spread_s: int) -> timedelta:
    """Return how long after due hers is pushed: at once where the session would begin before."""
    own = delay_of(therapist_id, spread_s)
    return own if due.due_at + own < due.closes_at else timedelta(0)
