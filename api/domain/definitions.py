"""Every constant behind the figures shown to a client or a therapist, in one frozen object."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the figures mean; `definition_version` is returned beside every figure.

    Change a constant and the version together: two figures compare only under one version.
    """

    definition_version: str = "1"
    least_due: int = 3
    """Slots due below which a percentage of an item, a week or the whole is not shown."""
    least_due_most_skipped: int = 5
    least_reason: int = 2
    """How often a skip reason must recur before it is called the commonest."""
    unsized_partial: Fraction = Fraction(1, 2)
    """Credit of a partial slot when the sets done are unknown."""
    band_high: int = 80
    band_middle: int = 50
    stop_rise: int = 2
    """By how much pain must rise over an exercise for it to stop."""
    longest_range_days: int = 366


DEFINITIONS = Definitions()
