"""The adherence of one prescription, and which exercise is missed most.

Tallies are exact; a percentage is rounded, and a band chosen, only for display.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Literal
from uuid import UUID

from api.rules.adherence.outcomes import DUE, SlotOutcome
from api.rules.decimals import exact_sum, one_decimal
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import Plan

Band = Literal["high", "middle", "low"]
Missing = Literal["nothing_due", "insufficient_data"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many slots were due and the exact credit for them, at most `due`."""

    due: int
    credit: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """One prescription over the dates asked for.

    `due` = done + partial + skipped + unlogged. The plan's slots are due + excused + paused +
    safety_stopped, and three kinds that no field counts: open (the window has not closed yet),
    backdated (due before the prescription was made) and flown over. Each counts once it is logged.
    Paused and safety_stopped are, without a log, all slots of a date that a pause touched.
    `partial_credit` is in slots. `percent` is 100 credit / due, `dose_percent` 100 sets done /
    sets due. When too few slots are due, they and `band` are None and `reason` says so. `reasons`
    counts the reasons of skipped slots by code.
    """

    prescription_id: UUID
    kind: str
    due: int
    done: int
    partial: int
    partial_credit: float
    skipped: int
    excused: int
    paused: int
    safety_stopped: int
    unlogged: int
    percent: float | None
    dose_percent: float | None
    band: Band | None
    reasons: Mapping[str, int]
    reason: Missing | None


@dataclass(frozen=True, slots=True)
class MostSkipped:
    """The exercise with the largest (skipped + unlogged) / due, and its commonest skip reason."""

    prescription_id: UUID
    missed: int
    due: int
    reason_code: str | None


def tally(outcomes: Collection[SlotOutcome]) -> Tally:
    """Return due slots and their credit: done 1, partial its share, skipped and unlogged 0."""
    counts = Counter(map(attrgetter("outcome"), outcomes))
    # Whole slots are counted, since adding fractions would dominate the cost of a caseload.
    partial = [slot.share.as_integer_ratio() for slot in outcomes if slot.outcome == "partial"]
    return Tally(sum(counts[each] for each in DUE), counts["done"] + exact_sum(partial))


def percent(tallied: Tally) -> float | None:
    """Return 100 credit / due, rounded; None when too few slots are due."""
    return one_decimal(_exact(tallied)) if tallied.due >= DEFINITIONS.least_due else None


def band(tallied: Tally) -> Band | None:
    """Return the band of the unrounded percentage; None when too few slots are due."""
    if tallied.due < DEFINITIONS.least_due:
        return None
    exact = _exact(tallied)
    if exact >= DEFINITIONS.band_high:
        return "high"
    return "middle" if exact >= DEFINITIONS.band_middle else "low"


def missing(tallied: Tally) -> Missing | None:
    """Return why there is no percentage, or None when there is one."""
    if tallied.due == 0:
        return "nothing_due"
    return "insufficient_data" if tallied.due < DEFINITIONS.least_due else None


def dose_percent(outcomes: Iterable[SlotOutcome]) -> float | None:
    """Return 100 sets done / sets due over the due slots whose dose has sets, rounded.

    A done slot did all its sets, a partial one those logged, or half when none were. None when no
    dose has sets or too few such slots are due.
    """
    sized = [(slot.sets, slot.share) for slot in outcomes if slot.sets and slot.outcome in DUE]
    if len(sized) < DEFINITIONS.least_due:
        return None
    done = exact_sum((sets * share.numerator, share.denominator) for sets, share in sized)
    return one_decimal(100 * done / sum(sets for sets, _ in sized))


def item_of(plan: Plan, outcomes: list[SlotOutcome]) -> Item:
    """Return the figures of one plan from the outcomes of its slots."""
    total = tally(outcomes)
    counts = Counter(outcome.outcome for outcome in outcomes)
    return Item(
        prescription_id=plan.prescription_id,
        kind=plan.kind,
        due=total.due,
        done=counts["done"],
        partial=counts["partial"],
        partial_credit=one_decimal(total.credit - counts["done"]),
        skipped=counts["skipped"],
        excused=counts["excused"],
        paused=counts["paused"],
        safety_stopped=counts["safety_stopped"],
        unlogged=counts["unlogged"],
        percent=percent(total),
        dose_percent=dose_percent(outcomes),
        band=band(total),
        reasons=_reasons(outcomes),
        reason=missing(total),
    )


def most_skipped(exercises: list[Item]) -> MostSkipped | None:
    """Return the exercise with the largest missed share; ties: most missed slots, then lower id."""
    enough = [item for item in exercises if item.due >= DEFINITIONS.least_due_most_skipped]
    missed = [item for item in enough if _missed(item) > 0]
    if not missed:
        return None
    worst = min(
        missed, key=lambda item: (-_missed_share(item), -_missed(item), item.prescription_id)
    )
    often = [code for code, n in worst.reasons.items() if n >= DEFINITIONS.least_reason]
    code = often[0] if often else None
    return MostSkipped(worst.prescription_id, _missed(worst), worst.due, code)


def _exact(tallied: Tally) -> Fraction:
    credit, whole = tallied.credit.as_integer_ratio()
    return Fraction(100 * credit, whole * tallied.due)


def _reasons(outcomes: list[SlotOutcome]) -> dict[str, int]:
    """Return how often each reason was given for a skip, most often first, ties by code."""
    counts = Counter(o.reason for o in outcomes if o.outcome == "skipped" and o.reason is not None)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _missed(item: Item) -> int:
    return item.skipped + item.unlogged


def _missed_share(item: Item) -> Fraction:
    return Fraction(_missed(item), item.due)
