"""Where dates and values lie in a plot: one column a date, and an axis from 0 to 10 always."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot's size and margins in its own units, and which values have a line across it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    levels: tuple[int, ...]
    labels: int

    @property
    def floor(self) -> int:
        """Where the lowest value lies."""
        return self.height - self.bottom

    @property
    def end(self) -> int:
        """Where the last column ends."""
        return self.width - self.right

    def y(self, value: float) -> float:
        """Return where a value lies; what is beyond the axis lies at its end."""
        share = (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
        return round(self.floor - share * (self.floor - self.top), 1)

    def edge(self, number: int, of: int) -> float:
        """Return where a column begins, of so many."""
        return round(self.left + number * (self.end - self.left) / of, 1)

    def x(self, number: int, of: int) -> float:
        """Return the middle of a column."""
        return self.edge(2 * number + 1, 2 * of)

    def labelled(self, dates: Sequence[date]) -> list[int]:
        """Return the columns whose dates are written: the last one, and back in whole weeks."""
        weeks = -(-len(dates) // (7 * self.labels)) or 1
        return list(range(len(dates) - 1, -1, -7 * weeks))[::-1]


# The words beneath take more room on a phone, where app.css makes them larger.
PAIN = Frame(640, 248, 30, 14, 22, 30, (0, 2, 4, 6, 8, 10), 6)
SMALL = Frame(310, 120, 30, 14, 10, 30, (0, 5, 10), 2)
