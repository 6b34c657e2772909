"""In what worlds simulated clients live: how pain sways, how it drags on, how days go missing."""

from dataclasses import dataclass
from itertools import product

SDS = (0.8, 1.2, 1.8)
ARS = (0.0, 0.4, 0.7)
MISSING = (0.05, 0.15, 0.30)


@dataclass(frozen=True, slots=True)
class World:
    """Day-to-day standard deviation, lag-one autocorrelation, and the share of days missing.

    With `skips_bad` the same share is missing, but worse days more often than better ones.
    """

    sd: float = 1.2
    ar: float = 0.4
    missing: float = 0.15
    skips_bad: bool = False

    def __str__(self) -> str:
        skipped = ", bad days skipped" if self.skips_bad else ""
        return f"SD {self.sd}, AR {self.ar}, {round(100 * self.missing)} % missing{skipped}"


USUAL = World()
"""The world for which the goals are set."""
WORLDS = [
    World(sd, ar, missing, skips)
    for skips, sd, ar, missing in product((False, True), SDS, ARS, MISSING)
]
