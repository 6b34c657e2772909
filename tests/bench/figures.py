"""What was measured, and the table it is shown in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """Rates of ours and of a bare ceiling, taken in turns; `goal` is the least ratio of the two.

    Where times are compared, which are to stay low, `goal` is the largest ratio (`at_most`). What
    is only told of has none.
    """

    path: str
    against: str
    unit: str
    goal: float | None
    at_most: bool = False
    digits: int = 0
    ours: list[float] = field(default_factory=list)
    ceiling: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, ours: float, ceiling: float) -> None:
        """Take what was measured of both, one right after the other."""
        self.ours.append(ours)
        self.ceiling.append(ceiling)

    @property
    def ratios(self) -> list[float]:
        """The ratio of each pair that was measured one right after the other."""
        return [own / bare for own, bare in zip(self.ours, self.ceiling, strict=True)]

    @property
    def is_reached(self) -> bool:
        if self.goal is None:
            return True
        ratio = median(self.ratios)
        return ratio <= self.goal if self.at_most else ratio >= self.goal


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table; what misses its goal says so."""
    lines = [
        "| path | against | ours | ceiling | ratio | goal | |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in figures:
        cells = (
            each.path,
            each.against,
            f"{_spread(each.ours, each.digits)} {each.unit}",
            f"{_spread(each.ceiling, each.digits)} {each.unit}",
            _spread(each.ratios, 2),
            *_verdict(each),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _verdict(figure: Figure) -> tuple[str, str]:
    if figure.goal is None:
        return "", ""
    verdict = "reached" if figure.is_reached else "**missed**"
    return f"{'<=' if figure.at_most else '>='} {figure.goal}", verdict


def _spread(values: list[float], digits: int) -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"
