"""What became of one prescription, and which exercise is missed most."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from api.rules.adherence.outcomes import SlotOutcome
from api.rules.adherence.tallies import Band, Missing, band, dose_percent, missing, percent, tally
from api.rules.decimals import one_decimal
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import Plan


@dataclass(frozen=True, slots=True)
class Item:
    """One prescription over the dates asked for.

    `due` = done + partial + skipped + unlogged. The slots asked for are due + excused + paused +
    safety_stopped, and two kinds that are not counted: open, whose window has not closed, and
    backdated, due before they were prescribed; both count as soon as they are logged.
    `partial_credit` is in slots. `percent` is 100 credit / due and `dose_percent` 100 sets done /
    sets due; they and `band` are None when too little is due, for a `reason`. `reasons` counts the
    skips' reasons by code.
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
    """The exercise missed most: skipped or unlogged over due, and its commonest skip reason."""

    prescription_id: UUID
    missed: int
    due: int
    reason_code: str | None


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


def _reasons(outcomes: list[SlotOutcome]) -> dict[str, int]:
    """Return the skips' reasons counted by code, the commonest first, codes breaking ties."""
    counts = Counter(o.reason for o in outcomes if o.outcome == "skipped" and o.reason is not None)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def most_skipped(exercises: list[Item]) -> MostSkipped | None:
    """Return the largest missed share; a tie goes to the most missed, then to the lower id."""
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


def _missed(item: Item) -> int:
    return item.skipped + item.unlogged


def _missed_share(item: Item) -> Fraction:
    return Fraction(_missed(item), item.due)
