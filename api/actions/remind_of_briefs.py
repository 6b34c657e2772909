"""Has a therapist reminded, some time before a session, that the brief for it is ready.

There is one row an appointment and date, made as soon as the appointment is, however far ahead. It
is for whoever noted the appointment, while the client is in her care; else for who took her over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.plan_reminders import leaving
from api.actions.settle_reminders import OPEN_STATES, end, fresh_row, schedule
from api.db import insert_into
from api.domain.agenda import Due
from api.domain.briefs import BRIEF, brief_due
from api.domain.reminders import spread
from api.in_care import IN_CARE
from api.models import Account, Appointment, CareLink, Client, Reminder

# Ends that are taken back when the appointment, the care or the reminders are back.
REVOCABLE = ("plan_changed", "discharged")
# What was due of a date is over for every zone by then.
BEHIND = timedelta(days=2)


async def remind_of_briefs(
    session: AsyncSession, which: ColumnElement[bool], now: datetime, spread_s: int
) -> None:
    """Bring the reminders of the briefs for some appointments in line with what they depend on.

    To be called in the transaction of what changes that: the appointment, who sees the client, how
    long before a session a therapist wants to know.
    """
    await session.flush()
    # Locked before the appointments are read: an edit that was waited for is then seen.
    stored = await _stored(session, which, now)
    on_their_way = await leaving(session, {row.id for row in stored})
    to_come = await _to_come(session, which, now)
    unseen = {key for key, row in to_come.items() if row.therapist_id is None}
    wanted = _wanted(to_come.values(), now)
    for row in stored:
        found = wanted.pop((row.subject_id, row.local_date), None)
        if row.id in on_their_way:
            continue
        if found is None:
            _give_up(row, "discharged" if row.subject_id in unseen else "plan_changed", now)
        else:
            _settle(row, *found, now, spread_s)
    fresh = [
        fresh_row(due, therapist_id, 0, now, _spread(therapist_id, due, spread_s))
        for due, therapist_id in wanted.values()
    ]
    if fresh:
        await session.execute(insert_into(session, Reminder).on_conflict_do_nothing(), fresh)


def cared_for_by(*therapists: UUID) -> ColumnElement[bool]:
    """Return the condition that an appointment is of a client whom one of these cares for."""
    hers = select(CareLink.client_id).where(
        CareLink.therapist_id.in_(therapists), CareLink.ended_at.is_(None)
    )
    return Appointment.client_id.in_(hers)


async def _stored(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> list[Reminder]:
    """Return the rows that there are, locked."""
    rows = (
        select(Reminder)
        .where(
            Reminder.subject_id.in_(select(Appointment.id).where(which)),
            Reminder.source == BRIEF,
            Reminder.expires_at > now - BEHIND,
        )
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(rows))


async def _to_come(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> Mapping[UUID, Any]:
    """Return the appointments that are to come, each with the therapist who holds the session.

    Without anyone who works here and sees the client her columns are None.
    """
    rows = await session.execute(
        select(
            Appointment.id,
            Appointment.starts_at,
            Account.id.label("therapist_id"),
            Account.timezone,
            Account.brief_lead_min,
        )
        .join(Client, Client.id == Appointment.client_id)
        .outerjoin(CareLink, and_(CareLink.client_id == Client.id, *IN_CARE))
        .outerjoin(
            Account, and_(Account.id == CareLink.therapist_id, Account.deactivated_at.is_(None))
        )
        .where(which, Appointment.status == "planned", Appointment.starts_at > now)
        # The last one holds it: who noted it, else who took the client over most recently.
        .order_by(
            Account.id.is_not(None),
            CareLink.therapist_id == Appointment.therapist_id,
            CareLink.created_at,
            CareLink.id,
        )
    )
    return {row.id: row for row in rows}


def _wanted(to_come: Iterable[Any], now: datetime) -> dict[tuple[UUID, Any], tuple[Due, UUID]]:
    """Return what is to be told and to whom, by appointment and date."""
    found = {}
    for row in to_come:
        if row.brief_lead_min is not None:
            due = brief_due(row.id, row.starts_at, row.brief_lead_min, row.timezone, now)
            found[row.id, due.local_date] = due, row.therapist_id
    return found


def _give_up(row: Reminder, reason: str, now: datetime) -> None:
    """End what nobody is to be told any longer; what its window has closed on expired, instead."""
    if row.state in OPEN_STATES and row.expires_at > now:
        end(row, "cancelled", reason)


def _settle(row: Reminder, due: Due, therapist_id: UUID, now: datetime, spread_s: int) -> None:
    """Have a row tell what is wanted now, unless it has been told or left out before."""
    is_open = row.state in OPEN_STATES
    if not is_open and row.reason not in REVOCABLE:
        return
    if is_open and row.due_at <= now == due.due_at:
        # It has been due already, and is not due anew with each edit.
        due = replace(due, due_at=row.due_at)
    row.account_id = therapist_id
    schedule(row, due, _spread(therapist_id, due, spread_s))


def _spread(therapist_id: UUID, due: Due, spread_s: int) -> timedelta:
    """Return how long after due hers is pushed: at once where the session would begin before."""
    own = spread(therapist_id, spread_s)
    return own if due.due_at + own < due.closes_at else timedelta(0)
