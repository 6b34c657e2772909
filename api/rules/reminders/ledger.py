"""Why a slot has no reminder at all: what the plan itself says where no row was ever made."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.rules.instants import History
from api.rules.plan.owed import took_a_flight
from api.rules.plan.plans import Plan, paused_at
from api.rules.plan.schedules import Slot, cue_slots
from api.rules.reminders.reasons import WITHOUT_A_REMINDER, why_not

PLANNED = "planned"
"""The state, of a ledger alone, of what is still to come and will be made a reminder."""
LEDGER_REASONS = ("off", "backdated", "not_planned")
"""Reasons that no reminder bears, since none was made."""
LEDGER_BACK = timedelta(days=92)
LEDGER_AHEAD = timedelta(days=7)
MOST_DATES = 92
USUAL_DATES = 7


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A slot without a reminder, and why: `state` and `reason` as a reminder has them."""

    source: str
    slot: Slot
    state: str
    reason: str | None


def unplanned(
    plans: Iterable[Plan],
    history: History,
    excused_on: Set[date],
    known: Set[tuple[UUID | None, date, str]],
    dates: tuple[date, date],
    now: datetime,
) -> list[Unplanned]:
    """Return the slots of the dates that are not `known`, each with why it has no reminder."""
    return [
        Unplanned(_source(plan), slot, *why(plan, history, slot, excused_on, now))
        for plan in plans
        for slot in cue_slots(plan, history, *dates)
        if (plan.prescription_id, slot.local_date, slot.slot) not in known
    ]


def why(
    plan: Plan, history: History, slot: Slot, excused_on: Set[date], now: datetime
) -> tuple[str, str | None]:
    """Return state and reason of a slot of a plan that has no reminder."""
    pause = paused_at(plan, slot.due_at)
    known = {
        "off": not plan.versions[slot.version - 1].remind,
        "backdated": slot.due_at <= slot.committed_at,
        "excused": slot.local_date in excused_on,
        "safety": pause is not None and pause.safety,
        "paused": pause is not None,
        "plan_changed": took_a_flight(plan, history, slot),
        "not_planned": slot.due_at <= now,
    }
    end = why_not(known, WITHOUT_A_REMINDER)
    return (PLANNED, None) if end is None else (end.state, end.reason)


def _source(plan: Plan) -> str:
    return "nudge" if plan.is_habit else "prescription"


def refused_dates(from_on: date, to_on: date, today: date) -> tuple[str, str] | None:
    """Return which end of a range cannot be asked for, and the code of why, or None."""
    if from_on > to_on:
        return "from", "after_to"
    if from_on < today - LEDGER_BACK:
        return "from", "too_long_ago"
    if to_on > today + LEDGER_AHEAD:
        return "to", "too_far_ahead"
    if (to_on - from_on).days >= MOST_DATES:
        return "from", "range_too_long"
    return None
