"""Materialises a client's reminders of the next days; edits and the worker's planner both call it.

Idempotent: a slot has one row for ever, so a slot that was reminded is never reminded again.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.locks import lock_client
from api.care.plans import CarePlan, load_care_plan
from api.platform.db import insert_into
from api.reminders.done import key_of, load_done
from api.reminders.rows import OPEN_STATES, fresh_row, leaving, planned_id
from api.reminders.settling import Planning, is_over, settle, settle_snooze
from api.rules.instants import A_DAY, TZDB_VERSION
from api.rules.plan.plans import Plan
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Due, Key, Subject, agenda, is_done
from api.rules.reminders.leaving import delay_of
from api.rules.reminders.reasons import ENDS
from api.tables import Account, OneTimeCode, Reminder

AHEAD = timedelta(hours=72)
# A reminder past its due time can still leave until the longest window has closed.
SLOT_BEHIND = timedelta(hours=12)
PLANNED_SOURCES = ("prescription", "nudge", CHECK_IN, WEEKLY)


async def replan(session: AsyncSession, client_id: UUID, now: datetime, spread_s: int) -> None:
    """Rebuild a client's reminders after an edit, a pause, a stop or a move, in its transaction."""
    client = await lock_client(session, client_id)
    client.plan_revision += 1
    await _plan(session, Planning(client, now, delay_of(client_id, spread_s)))


async def plan_ahead(session: AsyncSession, client_id: UUID, now: datetime, spread_s: int) -> int:
    """Extend a client's reminders to the horizon; return how many that were planned have moved.

    Only a new tzdb moves any: each edit has moved what it had to in its own transaction.
    """
    client = await lock_client(session, client_id)
    return await _plan(session, Planning(client, now, delay_of(client_id, spread_s)))


def rows_of(client_id: UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the client's rows that can still leave, or are to come."""
    return (
        Reminder.account_id == client_id,
        Reminder.source.in_((*PLANNED_SOURCES, "snooze")),
        Reminder.due_at > now - SLOT_BEHIND,
    )


async def _plan(session: AsyncSession, planning: Planning) -> int:
    """Bring what is stored in line with the plan; return how many reminders are due anew."""
    client, now = planning.client, planning.now
    client.planned_until, client.planned_tzdb = now + AHEAD, TZDB_VERSION
    await session.flush()
    care = await load_care_plan(session, client.id)
    planning = replace(planning, excused_on=care.excused_on)
    wanted = await _wanted(session, care, planning)
    stored = await _stored(session, client.id, now)
    on_their_way = await leaving(session, {row.id for row in stored})
    done = await load_done(session, client.id, care.date_of(now - SLOT_BEHIND) - A_DAY)
    plans = {plan.prescription_id: plan for plan in care.plans}
    were_due = [row.due_at for row in stored]
    fresh = settle_all(stored, wanted, plans, on_their_way, done, planning)
    if fresh:
        await session.execute(insert_into(session, Reminder).on_conflict_do_nothing(), fresh)
    return sum(row.due_at != due_at for row, due_at in zip(stored, were_due, strict=True))


def settle_all(
    stored: Iterable[Reminder],
    wanted: Mapping[Key, Due],
    plans: Mapping[UUID, Plan],
    on_their_way: Set[UUID],
    done: Set[Key],
    planning: Planning,
) -> list[dict[str, Any]]:
    """Bring all that is stored in line with what is wanted, and return the rows that it lacks."""
    lacking = dict(wanted)
    for row in stored:
        plan = plans.get(row.prescription_id) if row.prescription_id else None
        _settle(row, wanted, plan, row.id in on_their_way, is_done(key_of(row), done), planning)
        lacking.pop(_key(row), None)
    return [_row(due, done, planning) for due in lacking.values() if due.due_at > planning.now]


async def _wanted(session: AsyncSession, care: CarePlan, planning: Planning) -> dict[Key, Due]:
    """Return what is to be reminded of from the longest open window to the horizon."""
    client = planning.client
    if client.is_away:
        return {}
    check_in_at = client.check_in_time if await _has_joined(session, client.id) else None
    subject = Subject(client.id, care.plans, care.history, check_in_at, care.excused_on)
    found = agenda(subject, planning.now - SLOT_BEHIND, planning.now + AHEAD)
    return {due.key: due for due in found}


async def _has_joined(session: AsyncSession, client_id: UUID) -> bool:
    """Tell whether she redeemed an invite, with an e-mail or without: before, no phone asks her."""
    code = select(OneTimeCode.id).where(
        OneTimeCode.account_id == client_id,
        OneTimeCode.purpose == "invite",
        OneTimeCode.used_at.is_not(None),
    )
    joined = or_(Account.email.is_not(None), code.exists())
    found = await session.scalar(select(joined).where(Account.id == client_id))
    return bool(found)


async def _stored(session: AsyncSession, client_id: UUID, now: datetime) -> list[Reminder]:
    """Return the client's rows of the window, locked."""
    mine = (
        select(Reminder)
        .where(*rows_of(client_id, now))
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(mine))


def _key(row: Reminder) -> Key:
    """Return what names a row for ever, as `Due.key` does."""
    return row.subject_id, row.local_date, row.slot


def _settle(
    row: Reminder,
    wanted: Mapping[Key, Due],
    plan: Plan | None,
    on_its_way: bool,
    done: bool,
    planning: Planning,
) -> None:
    found = wanted.get(_key(row))
    due = None if is_over(plan, found, planning.now) else found
    if on_its_way:
        if row.source == "snooze" or (due is not None and due.due_at == row.due_at):
            # Its push is on its way; should FCM ask to retry, it still is of this plan.
            row.plan_revision = planning.client.plan_revision
    elif row.source == "snooze":
        if row.state in OPEN_STATES:
            settle_snooze(row, plan, done, planning)
    else:
        settle(row, due, plan, done, planning)


def _row(due: Due, done: Set[Key], planning: Planning) -> dict[str, Any]:
    client = planning.client
    row = fresh_row(due, client.id, client.plan_revision, planning.now, planning.delay)
    row["id"] = planned_id(due)
    if is_done(due.key, done):
        row |= asdict(ENDS["done"])
    return row
