"""How an exercise changes pain, from the client's ratings right before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple
from uuid import UUID

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Missing, middle

Why = Literal["median_rise", "rises", "single_high"]
"""The rule that flags: pain usually rises, lately rose much, or was above what is tolerated."""


class Rating(NamedTuple):
    """Pain before and after doing the exercise once on a date, 0 to 10."""

    before: int
    after: int
    on: date | None = None

    @property
    def rise(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """The median rise of pain over `n` ratings, or None and a `reason`; `flagged`: too much.

    `why` is the first rule that flags it, `met` are the ratings that meet it, oldest first.
    """

    prescription_id: UUID
    n: int
    median: Fraction | None
    flagged: bool
    reason: Missing | None = None
    why: Why | None = None
    met: Sequence[Rating] = ()


def effect(prescription_id: UUID, rated: Sequence[Rating]) -> Effect:
    """Return the effect of a prescription from its ratings, oldest first.

    One rating above the highest tolerated pain flags it, however few ratings there are.
    """
    enough = len(rated) >= DEFINITIONS.least_effect
    usual = middle(each.rise for each in rated) if enough else None
    found = _met(rated, usual)
    why = next((rule for rule, met in found.items() if met), None)
    return Effect(
        prescription_id,
        len(rated),
        usual,
        flagged=why is not None,
        reason=None if enough else "insufficient_data",
        why=why,
        met=found[why] if why else (),
    )


def _met(rated: Sequence[Rating], usual: Fraction | None) -> dict[Why, list[Rating]]:
    """Return the ratings that meet each rule, the weightiest rule first; none where it fails."""
    constants = DEFINITIONS
    median_rise: list[Rating] = []
    rises: list[Rating] = []
    if usual is not None:
        least = constants.flagged_median_rise
        median_rise = [each for each in rated if each.rise >= least] if usual >= least else []
        latest = rated[-constants.latest_effects :]
        rises = [each for each in latest if each.rise >= constants.stop_rise]
    return {
        "median_rise": median_rise,
        "rises": rises if len(rises) >= constants.flagged_rises_of_latest else [],
        "single_high": [each for each in rated if each.after > constants.most_after],
    }
