"""How much of a span is logged, and the longest stretch of it that is not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from api.rules.definitions import DEFINITIONS


@dataclass(frozen=True, slots=True)
class Completeness:
    """Days with a check-in, days that could have one, and the longest run of days without."""

    logged: int
    due: int
    longest_gap: int

    @property
    def is_enough(self) -> bool:
        """Whether there were days enough to say anything of them."""
        return self.due >= DEFINITIONS.least_due_gaps

    @property
    def has_gaps(self) -> bool:
        """Whether half of enough days are missing, or more."""
        return self.is_enough and 2 * (self.due - self.logged) >= self.due


def completeness(logged_on: Collection[date], over: Sequence[date]) -> Completeness:
    """Return how complete some calendar days are, given in order."""
    longest = gap = 0
    for on in over:
        gap = 0 if on in logged_on else gap + 1
        longest = max(longest, gap)
    return Completeness(sum(on in logged_on for on in over), len(over), longest)
