"""Materialises a client's reminders of the next days; edits and the worker's planner both call it.

Idempotent: a slot has one row for ever, so a slot that was reminded is never reminded again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import insert_into
from api.domain.instants import TZDB_VERSION
from api.domain.reminders import spread
from api.domain.schedules import DAY, Plan, Slot, paused_at, reminder_slots
from api.ids import new_id
from api.models import Client, Delivery, Log, Reminder
from api.plans import CarePlan, load_care_plan

AHEAD = timedelta(hours=72)
# A reminder past its due time can still leave until the longest window has closed.
BEHIND = timedelta(hours=12)
DAY_BEFORE = timedelta(days=1)
OPEN_STATES = ("scheduled", "claimed")
# Reasons that a later edit, resume or undo takes back; every other end is for good.
REVOCABLE = ("done", "excused", "paused", "safety", "plan_changed", "stopped", "discharged")
Key = tuple[UUID, date, str]


@dataclass(frozen=True, slots=True)
class _Window:
    """What is planned: the client's rows due in [from_at, until], as of now."""

    client: Client
    now: datetime
    spread: timedelta
    excused_on: frozenset[date] = frozenset()

    @property
    def from_at(self) -> datetime:
        return self.now - BEHIND

    @property
    def until(self) -> datetime:
        return self.now + AHEAD


async def replan(session: AsyncSession, client_id: UUID, now: datetime, spread_s: int) -> None:
    """Rebuild a client's reminders after an edit, a pause, a stop or a move, in its transaction."""
    client = await _lock(session, client_id)
    client.plan_revision += 1
    await _plan(session, _Window(client, now, spread(client_id, spread_s)))


async def plan_ahead(session: AsyncSession, client_id: UUID, now: datetime, spread_s: int) -> None:
    """Extend a client's reminders to the horizon; changes nothing that is planned already."""
    client = await _lock(session, client_id)
    await _plan(session, _Window(client, now, spread(client_id, spread_s)))


async def leaving(session: AsyncSession, ids: set[UUID]) -> set[UUID]:
    """Return those of these locked reminders of which a push is on its way."""
    # Asked after the rows are locked, so that a push that left just before is seen.
    pushed = select(Delivery.reminder_id).where(Delivery.state == "dispatching")
    return set(await session.scalars(pushed.where(Delivery.reminder_id.in_(ids))))


async def _lock(session: AsyncSession, client_id: UUID) -> Client:
    """Lock the client's row: whoever plans for her waits in line here."""
    return await session.get_one(
        Client, client_id, with_for_update={"key_share": True}, populate_existing=True
    )


async def _plan(session: AsyncSession, window: _Window) -> None:
    client = window.client
    client.planned_until, client.planned_tzdb = window.until, TZDB_VERSION
    await session.flush()
    care = await load_care_plan(session, client.id)
    window = replace(window, excused_on=care.excused_on)
    wanted = {} if client.discharged_at else _wanted(care, window)
    stored, on_their_way = await _stored(session, window)
    logged = await _logged(session, client.id, care.date_of(window.from_at) - DAY_BEFORE)
    for key, reminder in stored.items():
        plan = care.plan(key[0])
        slot = None if _is_over(plan, wanted.get(key), window) else wanted[key]
        if reminder.id not in on_their_way:
            _settle(reminder, slot, plan, _is_logged(key, logged), window)
        elif slot is not None and slot.due_at == reminder.due_at:
            # Its push is on its way; should FCM ask to retry, it still is of this plan.
            reminder.plan_revision = client.plan_revision
    fresh = [slot for key, slot in wanted.items() if key not in stored and slot.due_at > window.now]
    await _insert(session, fresh, logged, window)


def _wanted(care: CarePlan, window: _Window) -> dict[Key, Slot]:
    from_on = care.date_of(window.from_at) - DAY_BEFORE
    to_on = care.date_of(window.until) + DAY_BEFORE
    slots = (
        slot
        for plan, row in zip(care.plans, care.prescriptions, strict=True)
        for slot in reminder_slots(plan, care.history, from_on, to_on)
        if row.versions[slot.version - 1].remind
        and window.from_at < slot.due_at <= window.until
        and slot.local_date not in care.excused_on
    )
    return {(slot.prescription_id, slot.local_date, slot.slot): slot for slot in slots}


def _is_over(plan: Plan, slot: Slot | None, window: _Window) -> bool:
    """Tell whether a slot is asked for no longer; one due already also by a stop or pause now."""
    if slot is None:
        return True
    stopped = plan.stopped_at is not None and plan.stopped_at <= window.now
    return slot.due_at <= window.now and (stopped or paused_at(plan, window.now) is not None)


async def _stored(session: AsyncSession, window: _Window) -> tuple[dict[Key, Reminder], set[UUID]]:
    """Return the client's rows of the window, locked, and the ids of those just leaving."""
    mine = (
        select(Reminder)
        .where(
            Reminder.account_id == window.client.id,
            Reminder.source == "prescription",
            Reminder.due_at > window.from_at,
        )
        .order_by(Reminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {(row.subject_id, row.local_date, row.slot): row for row in await session.scalars(mine)}
    return rows, await leaving(session, {row.id for row in rows.values()})


async def _logged(session: AsyncSession, client_id: UUID, from_on: date) -> set[Key]:
    found = await session.execute(
        select(Log.prescription_id, Log.local_date, Log.slot).where(
            Log.client_id == client_id, Log.local_date >= from_on, Log.undone.is_(False)
        )
    )
    return {(prescription_id, on, slot) for prescription_id, on, slot in found}


def _is_logged(key: Key, logged: set[Key]) -> bool:
    return key in logged or (key[0], key[1], DAY) in logged


def _settle(
    reminder: Reminder, slot: Slot | None, plan: Plan, logged: bool, window: _Window
) -> None:
    """Bring a stored reminder in line with the plan, unless its fate is decided."""
    if not _is_undecided(reminder):
        return
    reminder.plan_revision = window.client.plan_revision
    if slot is None or _moved_into_the_past(reminder, slot, window):
        if reminder.state in OPEN_STATES or reminder.due_at > window.now:
            # What ended before it was due keeps its reason once that moment has passed.
            _end(reminder, *_why_over(plan, reminder, window))
    elif logged:
        _end(reminder, "skipped", "done")
    elif reminder.state not in OPEN_STATES and slot.due_at <= window.now:
        return
    else:
        _schedule(reminder, slot, window)


def _is_undecided(reminder: Reminder) -> bool:
    return reminder.state in OPEN_STATES or reminder.reason in REVOCABLE


def _moved_into_the_past(reminder: Reminder, slot: Slot, window: _Window) -> bool:
    return slot.due_at != reminder.due_at and slot.due_at <= window.now


def _why_over(plan: Plan, reminder: Reminder, window: _Window) -> tuple[str, str]:
    pause = paused_at(plan, max(reminder.due_at, window.now))
    if window.client.discharged_at is not None:
        return "cancelled", "discharged"
    if plan.stopped_at is not None:
        return "cancelled", "stopped"
    if pause is not None:
        return "skipped", "safety" if pause.safety else "paused"
    if reminder.local_date in window.excused_on:
        return "skipped", "excused"
    return "cancelled", "plan_changed"


def _end(reminder: Reminder, state: str, reason: str) -> None:
    reminder.state, reminder.reason = state, reason
    reminder.claim_token = reminder.lease_until = None


def _schedule(reminder: Reminder, slot: Slot, window: _Window) -> None:
    if reminder.state in OPEN_STATES and reminder.due_at == slot.due_at:
        # Only its window may have changed; a retry or deferral keeps its later attempt.
        reminder.expires_at = slot.closes_at
        return
    reminder.due_at, reminder.expires_at = slot.due_at, slot.closes_at
    reminder.next_attempt_at = slot.due_at + window.spread
    reminder.tzdb_version = TZDB_VERSION
    reminder.state, reminder.reason = "scheduled", None
    reminder.claim_token = reminder.lease_until = None


async def _insert(
    session: AsyncSession, slots: Iterable[Slot], logged: set[Key], window: _Window
) -> None:
    rows = [_row(slot, logged, window) for slot in slots]
    if rows:
        await session.execute(insert_into(session, Reminder).on_conflict_do_nothing(), rows)


def _row(slot: Slot, logged: set[Key], window: _Window) -> dict[str, object]:
    done = _is_logged((slot.prescription_id, slot.local_date, slot.slot), logged)
    return {
        "id": new_id(),
        "created_at": window.now,
        "account_id": window.client.id,
        "source": "prescription",
        "subject_id": slot.prescription_id,
        "prescription_id": slot.prescription_id,
        "local_date": slot.local_date,
        "slot": slot.slot,
        "plan_revision": window.client.plan_revision,
        "tzdb_version": TZDB_VERSION,
        "due_at": slot.due_at,
        "expires_at": slot.closes_at,
        "state": "skipped" if done else "scheduled",
        "reason": "done" if done else None,
        "next_attempt_at": slot.due_at + window.spread,
        "attempts": 0,
    }
