"""The outcome of every slot of a plan: each slot has exactly one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, NamedTuple
from uuid import UUID

from api.rules.definitions import DEFINITIONS
from api.rules.instants import History
from api.rules.plan.owed import why_not_owed
from api.rules.plan.plans import Key, Plan
from api.rules.plan.schedules import Slot, duty_slots, pause_of

Logged = Literal["done", "partial", "skipped", "excused"]
Outcome = Literal[
    "done",
    "partial",
    "skipped",
    "excused",
    "paused",
    "safety_stopped",
    "unlogged",
    "open",
    "backdated",
    "flown_over",
]

DUE: frozenset[Outcome] = frozenset({"done", "partial", "skipped", "unlogged"})
"""The outcomes that count in the denominator of adherence."""


class LoggedOutcome(NamedTuple):
    """What the client logged for one slot; at most one per (prescription_id, local_date, slot)."""

    prescription_id: UUID
    local_date: date
    slot: str
    outcome: Logged
    reason: str | None
    sets_done: int | None


class SlotOutcome(NamedTuple):
    """A slot with its outcome; `sets` is the number of sets prescribed, None for a dose without.

    `share` is the part of the slot that was done, 0 to 1; a due slot earns it as credit.
    """

    slot: Slot
    outcome: Outcome
    reason: str | None
    sets: int | None
    share: Fraction


def slot_outcomes(
    plan: Plan,
    history: History,
    logs: Iterable[LoggedOutcome],
    excused_on: frozenset[date],
    from_on: date,
    to_on: date,
    now: datetime,
) -> list[SlotOutcome]:
    """Return every slot of the plan on local dates from..to, each with its outcome.

    Work that the client did always counts. A skip counts only if the slot was due: in a pause or on
    an excused date, a skipped slot stays paused or excused. A slot without a log is `open` until
    its window closes; it counts as missed only if it was owed (`owed.why_not_owed`).
    Logs of other plans and of slots the plan does not have are ignored.
    """
    told = by_plan(logs)[plan.prescription_id]
    return outcomes_of(plan, history, told, excused_on, from_on, to_on, now)


def by_plan(logs: Iterable[LoggedOutcome]) -> defaultdict[UUID, dict[Key, LoggedOutcome]]:
    """Return the logs of each prescription by slot."""
    found: defaultdict[UUID, dict[Key, LoggedOutcome]] = defaultdict(dict)
    for log in logs:
        found[log.prescription_id][log.local_date, log.slot] = log
    return found


def outcomes_of(
    plan: Plan,
    history: History,
    told: Mapping[Key, LoggedOutcome],
    excused_on: frozenset[date],
    from_on: date,
    to_on: date,
    now: datetime,
) -> list[SlotOutcome]:
    """Return `slot_outcomes`, given the logs of this plan alone, by slot."""
    sets = {version.number: version.sets or None for version in plan.versions}
    return [
        _judged(plan, history, slot, told.get((slot.local_date, slot.slot)), excused_on, now, sets)
        for slot in duty_slots(plan, history, from_on, to_on)
    ]


def _judged(
    plan: Plan,
    history: History,
    slot: Slot,
    log: LoggedOutcome | None,
    excused_on: frozenset[date],
    now: datetime,
    sets: dict[int, int | None],
) -> SlotOutcome:
    dose = sets[slot.version]
    if log is None:
        outcome = _unasked(plan, history, slot, log, excused_on, now) or "unlogged"
        return SlotOutcome(slot, outcome, None, dose, _NONE)
    # Any other log holds even in a pause or on an excused date.
    if log.outcome == "skipped":
        outcome = _unasked(plan, history, slot, log, excused_on, now) or "skipped"
        return SlotOutcome(slot, outcome, log.reason, dose, _NONE)
    share = _WHOLE if log.outcome == "done" else _share(log, dose)
    return SlotOutcome(slot, log.outcome, log.reason, dose, share)


def _unasked(
    plan: Plan,
    history: History,
    slot: Slot,
    log: LoggedOutcome | None,
    excused_on: frozenset[date],
    now: datetime,
) -> Outcome | None:
    """Return why a slot that was skipped or not logged was not due, or None when it was."""
    if log is None and now < slot.closes_at:
        return "open"
    not_owed = why_not_owed(plan, history, slot) if log is None else None
    if not_owed in ("backdated", "flown_over"):
        return not_owed
    if (pause := pause_of(plan, slot)) is not None:
        return "safety_stopped" if pause.safety else "paused"
    return "excused" if slot.local_date in excused_on else not_owed


_NONE, _WHOLE = Fraction(0), Fraction(1)


def _share(log: LoggedOutcome, sets: int | None) -> Fraction:
    if log.outcome != "partial":
        return _NONE
    if log.sets_done is None or sets is None:
        return DEFINITIONS.unsized_partial
    return Fraction(min(max(log.sets_done, 0), sets), sets)
