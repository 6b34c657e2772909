"""Which slots the plan truly asked of a client, and which count against her without a log.

Asked is less than planned: not what a pause covers, nor what a flight took away. Owed is less
still: on a date that a pause touches nobody can know what was meant of the rest of it, so a slot
counts only if it was logged.
"""

from datetime import datetime
from typing import Literal

from api.rules.instants import History, ZoneSpan, day_in_history, is_flown_over
from api.rules.plan.plans import WHOLE_DAY, Pause, Plan, wall_times
from api.rules.plan.schedules import Slot, pause_of, zones_of

NotOwed = Literal["backdated", "flown_over", "safety_stopped", "paused"]


def is_asked(plan: Plan, history: History, slot: Slot) -> bool:
    """Tell whether a slot is to be shown as something to do: no pause or flight took it away."""
    return pause_of(plan, slot) is None and not took_a_flight(plan, history, slot)


def why_not_owed(plan: Plan, history: History, slot: Slot) -> NotOwed | None:
    """Return why a slot that was not logged does not count as missed, or None when it does."""
    if slot.due_at < slot.committed_at:
        return "backdated"
    if took_a_flight(plan, history, slot):
        return "flown_over"
    pauses = _touching(plan, history, slot)
    if not pauses:
        return None
    return "safety_stopped" if any(pause.safety for pause in pauses) else "paused"


def took_a_flight(plan: Plan, history: History, slot: Slot) -> bool:
    """Tell whether the client flew over a slot: her clock never showed its time on its date.

    Its reminder is cancelled as `plan_changed`. A habit's day only gets shorter by a flight.
    """
    if len(history) == 1 or slot.slot == WHOLE_DAY:
        return False
    zones = calendar_of(plan, history, slot)
    if len(zones) == 1:
        return False
    schedule = plan.versions[slot.version - 1].schedule
    at = wall_times(plan, schedule, slot.local_date)[slot.slot]
    return is_flown_over(slot.local_date, at, slot.due_at, zones)


def calendar_of(plan: Plan, history: History, slot: Slot) -> tuple[ZoneSpan, ...]:
    """Return the zones by which a slot is dated: a pinned one, or those the client lived in."""
    if slot.slot == WHOLE_DAY:
        return history
    return zones_of(plan.versions[slot.version - 1].schedule, history)


def _touching(plan: Plan, history: History, slot: Slot) -> list[Pause]:
    """Return the pauses that cover a slot or any part of its local date."""
    if not plan.pauses:
        return []
    covering = pause_of(plan, slot)
    found = [] if covering is None else [covering]
    span = day_in_history(slot.local_date, calendar_of(plan, history, slot))
    if span is None:
        return found
    begin, end = span
    return found + [pause for pause in plan.pauses if _overlaps(pause, begin, end)]


def _overlaps(pause: Pause, begin: datetime, end: datetime) -> bool:
    # One that was taken back at the instant it began touches nothing.
    until_at = end if pause.until_at is None else min(pause.until_at, end)
    return max(pause.from_at, begin) < until_at
