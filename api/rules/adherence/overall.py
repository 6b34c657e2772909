"""The adherence of whole clients, for a caseload: what was logged is known by outcome alone.

Its figures are those of `adherence`, without the cost of looking at each slot that was done.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from api.rules.adherence.adherence import Overall, rated
from api.rules.adherence.outcomes import Excused, Kind, Logged, unasked
from api.rules.instants import History
from api.rules.plan.plans import Plan
from api.rules.plan.schedules import Slot, duty_slots


class LoggedSlots(NamedTuple):
    """The slots of a plan with the same log, each by the `name_of` it.

    `sets_done` are those of slots that were done in part, where they are known.
    """

    outcome: Logged
    sets_done: int | None
    slots: Collection[str]


def name_of(on: date, slot: str) -> str:
    """Return what a slot of a plan is called in `LoggedSlots`: "2026-03-02 10:00"."""
    return f"{on} {slot}"


def overall(
    plans: Sequence[Plan],
    history: History,
    logged: Mapping[UUID, Iterable[LoggedSlots]],
    excused_on: frozenset[date],
    from_on: date,
    to_on: date,
    now: datetime,
    own_on: frozenset[date] = frozenset(),
) -> Overall:
    """Return the `overall` part of `adherence`, given what was logged of each prescription."""
    counts: Counter[Kind] = Counter()
    excused = Excused(excused_on, own_on)
    for plan in plans:
        if not plan.is_habit:
            unpaused = replace(plan, pauses=()) if plan.pauses else plan
            slots = _slots(unpaused, history, from_on, to_on)
            of_it = logged.get(plan.prescription_id, ())
            for kind, times in _became(plan, history, slots, of_it, excused, now):
                counts[kind] += times
    return rated(counts)


def _became(
    plan: Plan,
    history: History,
    slots: Mapping[str, Slot],
    logged: Iterable[LoggedSlots],
    excused: Excused,
    now: datetime,
) -> Iterable[tuple[Kind, int]]:
    """Yield how many slots became what; what differs in nothing that is due is one."""
    unlogged = set(slots)
    for outcome, sets_done, names in logged:
        hers = unlogged.intersection(names)
        unlogged -= hers
        if outcome == "done":
            yield (outcome, None, None, None), len(hers)
        else:
            for name in hers:
                yield _told(plan, history, slots[name], outcome, sets_done, excused, now), 1
    for name in unlogged:
        why = unasked(plan, history, slots[name], excused, now, is_logged=False)
        yield (why or "unlogged", None, None, None), 1


def _told(
    plan: Plan,
    history: History,
    slot: Slot,
    outcome: Logged,
    sets_done: int | None,
    excused: Excused,
    now: datetime,
) -> Kind:
    """Return what became of a slot that was logged, as `outcomes_of` does."""
    if outcome == "partial":
        return outcome, None, plan.versions[slot.version - 1].sets or None, sets_done
    if outcome == "excused":
        return excused.outcome_on(slot.local_date) or "self_excused", None, None, None
    why = unasked(plan, history, slot, excused, now, is_logged=True)
    return why or outcome, None, None, None


# As many as plans are kept by `schedules`, and for the same reason.
@lru_cache(maxsize=2048)
def _slots(plan: Plan, history: History, from_on: date, to_on: date) -> Mapping[str, Slot]:
    """Return the slots of a plan by name, for any pauses."""
    slots = duty_slots(plan, history, from_on, to_on)
    return {name_of(slot.local_date, slot.slot): slot for slot in slots}
