"""What a run of faults measured, as a small table that can be quoted with its machine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from tests.machines import machine

FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Note:
    """Notes a row of figures for the end of the run."""

    request: pytest.FixtureRequest
    database: str

    def __call__(self, what: str, **figures: object) -> None:
        """Note what was measured; names of figures are words with underscores."""
        words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        self.request.node.user_properties.append((FIGURES, [what, self.database, words]))


def table(found: Iterable[pytest.TestReport]) -> Iterator[str]:
    """Yield the lines of a table of all that was noted; none when nothing was."""
    rows = [row for report in found for name, row in report.user_properties if name == FIGURES]
    if not rows:
        return
    yield ""
    yield f"Figures of `make faults` on {machine()}"
    yield "| what | database | figures |"
    yield "|---|---|---|"
    for row in sorted(rows):
        yield f"| {' | '.join(row)} |"


def percentile(values: list[float], share: float) -> float:
    """Return the value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
