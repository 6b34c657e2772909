"""The outcome of every slot of a plan: each slot has exactly one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from operator import itemgetter
from typing import Any, Literal, NamedTuple
from uuid import UUID

from api.rules.definitions import DEFINITIONS
from api.rules.instants import History
from api.rules.plan.owed import took_a_flight, why_not_owed
from api.rules.plan.plans import Key, Plan, week_of
from api.rules.plan.schedules import Slot, duty_slots, pause_of

Logged = Literal["done", "partial", "skipped", "excused"]
Outcome = Literal[
    "done",
    "partial",
    "skipped",
    "excused",
    "self_excused",
    "paused",
    "safety_stopped",
    "unlogged",
    "open",
    "backdated",
    "flown_over",
]

DUE: frozenset[Outcome] = frozenset({"done", "partial", "skipped", "unlogged"})
"""The outcomes that count in the denominator of adherence."""
EXCUSED: frozenset[Outcome] = frozenset({"excused", "self_excused"})
"""By her therapist, and by the client herself."""


@dataclass(frozen=True, slots=True)
class Excused:
    """The dates on which nothing is due, and which of them the client excused herself."""

    on: frozenset[date]
    own_on: frozenset[date]

    def outcome_on(self, day: date) -> Outcome | None:
        """Return what becomes of a slot that an excused date takes away, None on other dates."""
        if day not in self.on:
            return None
        return "self_excused" if day in self.own_on else "excused"


class LoggedOutcome(NamedTuple):
    """What the client logged for one slot; at most one per (prescription_id, local_date, slot)."""

    prescription_id: UUID
    local_date: date
    slot: str
    outcome: Logged
    reason: str | None
    sets_done: int | None


Kind = tuple[Outcome, str | None, int | None, int | None]
"""What became of a slot: all of a SlotOutcome but the slot. Few of them differ."""


_KIND: Callable[[Sequence[Any]], Kind] = itemgetter(slice(1, None))


class SlotOutcome(NamedTuple):
    """A slot with its outcome; `sets` is the number of sets prescribed, None for a dose without.

    `sets_done` are those of a slot that was done in part, where they are known.
    """

    slot: Slot
    outcome: Outcome
    reason: str | None
    sets: int | None
    sets_done: int | None

    @property
    def share(self) -> Fraction:
        """The part of the slot that was done, 0 to 1; a due slot earns it as credit."""
        return Fraction(*share_of(self.outcome, self.sets, self.sets_done))


def slot_outcomes(
    plan: Plan,
    history: History,
    logs: Iterable[LoggedOutcome],
    excused_on: frozenset[date],
    from_on: date,
    to_on: date,
    now: datetime,
    own_on: frozenset[date] = frozenset(),
) -> list[SlotOutcome]:
    """Return every slot of the plan on local dates from..to, each with its outcome.

    Work that the client did always counts. A skip counts only if the slot was asked: in a pause, on
    an excused date or where a flight took it away, a skipped slot is none. A slot without a log is
    `open` until its window closes; it counts as missed only if it was owed (`owed.why_not_owed`).
    An excuse is the client's own by a log, or on the dates `own_on` of those excused; on others it
    is her therapist's, whatever she logged. Logs of other plans and of slots the plan does not have
    are ignored.
    """
    told = by_plan(logs)[plan.prescription_id]
    excused = Excused(excused_on, own_on)
    return outcomes_of(plan, history, told, excused, from_on, to_on, now)


def by_plan(logs: Iterable[LoggedOutcome]) -> defaultdict[UUID, dict[Key, LoggedOutcome]]:
    """Return the logs of each prescription by slot."""
    found: defaultdict[UUID, dict[Key, LoggedOutcome]] = defaultdict(dict)
    for log in logs:
        # Date and slot, in a tuple.
        found[log.prescription_id][log[1:3]] = log
    return found


def outcomes_of(
    plan: Plan,
    history: History,
    told: Mapping[Key, LoggedOutcome],
    excused: Excused,
    from_on: date,
    to_on: date,
    now: datetime,
) -> list[SlotOutcome]:
    """Return `slot_outcomes`, given the logs of this plan alone, by slot."""
    sets = {version.number: version.sets or None for version in plan.versions}
    return [
        _judged(plan, history, slot, told.get(slot[1:3]), excused, now, sets[slot.version])
        for slot in duty_slots(plan, history, from_on, to_on)
    ]


def counted_by_week(outcomes: Iterable[SlotOutcome]) -> dict[int, Counter[Kind]]:
    """Return how many slots of each week became what; weeks are numbered by `week_of`."""
    found: defaultdict[int, list[SlotOutcome]] = defaultdict(list)
    for outcome in outcomes:
        found[week_of(outcome.slot.local_date)].append(outcome)
    return {week: Counter(map(_KIND, within)) for week, within in found.items()}


def added(counts: Iterable[Mapping[Kind, int]]) -> Counter[Kind]:
    """Return how many slots became what, of all of these together."""
    total: Counter[Kind] = Counter()
    for each in counts:
        total.update(each)
    return total


def share_of(outcome: Outcome, sets: int | None, sets_done: int | None) -> tuple[int, int]:
    """Return the part of a slot that was done, as numerator and denominator."""
    if outcome != "partial":
        return int(outcome == "done"), 1
    if sets_done is None or sets is None:
        return DEFINITIONS.unsized_partial.as_integer_ratio()
    return min(max(sets_done, 0), sets), sets


def _judged(
    plan: Plan,
    history: History,
    slot: Slot,
    log: LoggedOutcome | None,
    excused: Excused,
    now: datetime,
    sets: int | None,
) -> SlotOutcome:
    if log is None:
        why = unasked(plan, history, slot, excused, now, is_logged=False)
        return SlotOutcome(slot, why or "unlogged", None, sets, None)
    # Any other log holds even in a pause or on an excused date.
    if log.outcome == "skipped":
        why = unasked(plan, history, slot, excused, now, is_logged=True)
        return SlotOutcome(slot, why or "skipped", log.reason, sets, None)
    if log.outcome == "excused":
        by = excused.outcome_on(slot.local_date) or "self_excused"
        return SlotOutcome(slot, by, log.reason, sets, None)
    done = log.sets_done if log.outcome == "partial" else None
    return SlotOutcome(slot, log.outcome, log.reason, sets, done)


def unasked(
    plan: Plan,
    history: History,
    slot: Slot,
    excused: Excused,
    now: datetime,
    *,
    is_logged: bool,
) -> Outcome | None:
    """Return why a slot that was skipped or not logged was not due, or None when it was."""
    if is_logged:
        not_owed: Outcome | None = "flown_over" if took_a_flight(plan, history, slot) else None
    elif now < slot.closes_at:
        return "open"
    else:
        not_owed = why_not_owed(plan, history, slot)
    if not_owed in ("backdated", "flown_over"):
        return not_owed
    if plan.pauses and (pause := pause_of(plan, slot)) is not None:
        return "safety_stopped" if pause.safety else "paused"
    return excused.outcome_on(slot.local_date) or not_owed
