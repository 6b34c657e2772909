"""What a run of faults measured, as a small table that can be quoted with its machine."""

import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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


def machine() -> str:
    """Return the processors, the system and the Python of this machine, in a few words."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
