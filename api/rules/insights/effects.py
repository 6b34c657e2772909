"""How an exercise changes pain, from the client's ratings right before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Missing, middle


class Rating(NamedTuple):
    """Pain before and after doing the exercise once, 0 to 10."""

    before: int
    after: int

    @property
    def rise(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """The median rise of pain over `n` ratings, or None and a `reason`; `flagged`: too much."""

    prescription_id: UUID
    n: int
    median: Fraction | None
    flagged: bool
    reason: Missing | None = None


def effect(prescription_id: UUID, rated: Sequence[Rating]) -> Effect:
    """Return the effect of a prescription from its ratings, oldest first.

    One rating above the highest tolerated pain flags it, however few ratings there are.
    """
    constants = DEFINITIONS
    too_high = any(each.after > constants.most_after for each in rated)
    if len(rated) < constants.least_effect:
        return Effect(prescription_id, len(rated), None, too_high, "insufficient_data")
    usual = middle(each.rise for each in rated)
    latest = rated[-constants.latest_effects :]
    rises = sum(each.rise >= constants.stop_rise for each in latest)
    flagged = (
        too_high
        or usual >= constants.flagged_median_rise
        or rises >= constants.flagged_rises_of_latest
    )
    return Effect(prescription_id, len(rated), usual, flagged)
