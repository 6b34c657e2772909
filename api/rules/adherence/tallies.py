"""Credit over due, exactly; rounded and put into a band only when it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from api.rules.adherence.outcomes import DUE, SlotOutcome
from api.rules.decimals import exact_sum, one_decimal
from api.rules.definitions import DEFINITIONS

Band = Literal["high", "middle", "low"]
Missing = Literal["nothing_due", "insufficient_data"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many slots were due and the exact credit for them, at most `due`."""

    due: int
    credit: Fraction


def tally(outcomes: Iterable[SlotOutcome]) -> Tally:
    """Return due and credit: done counts 1, partial its share, skipped and unlogged 0."""
    due = [slot for slot in outcomes if slot.outcome in DUE]
    return Tally(len(due), exact_sum(slot.share.as_integer_ratio() for slot in due))


def percent(tallied: Tally) -> float | None:
    """Return 100 credit / due, rounded; None when too little is due."""
    return one_decimal(_exact(tallied)) if tallied.due >= DEFINITIONS.least_due else None


def band(tallied: Tally) -> Band | None:
    """Return the band of the percentage before rounding; None when too little is due."""
    if tallied.due < DEFINITIONS.least_due:
        return None
    if _exact(tallied) >= DEFINITIONS.band_high:
        return "high"
    return "middle" if _exact(tallied) >= DEFINITIONS.band_middle else "low"


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


def _exact(tallied: Tally) -> Fraction:
    return 100 * tallied.credit / tallied.due
