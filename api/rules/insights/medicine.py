"""On how many of the logged days the client took something for her pain. No advice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Diary, Missing


@dataclass(frozen=True, slots=True)
class Medicine:
    """Days with medicine among the days on which she told; `percent` None for a `reason`."""

    used: int
    logged: int
    percent: Fraction | None
    reason: Missing | None = None


def medicine(diary: Diary, over: Sequence[date]) -> Medicine:
    """Return how often she took something over some dates."""
    told = [diary[on].pain_medicine for on in over if on in diary]
    known = [taken for taken in told if taken is not None]
    if len(known) < DEFINITIONS.least_medicine:
        return Medicine(sum(known), len(known), None, "insufficient_data")
    return Medicine(sum(known), len(known), Fraction(100 * sum(known), len(known)))
