"""How long whoever tries the product waits for the example practice, on a folder without one."""

import time
from pathlib import Path

from tests.bench.against.builds import Build
from tests.bench.figures import Figure
from tests.bench.processors import seconds_of

SOONER = 6.0


def measure_demos(
    builds: tuple[Build, Build], folder: Path, revision: str, turns: int
) -> list[Figure]:
    """Return the times until it answers: those that a person waits, and those of the processor."""
    goal = round(1 / SOONER, 3)
    waits = Figure("demo, until it answers", revision, "s", goal, at_most=True, digits=1)
    processor = Figure("demo, processor", revision, "s", goal, at_most=True, digits=1)
    for turn in range(turns):
        ours, its = (
            _begin(build, folder / f"{number}-{turn}") for number, build in enumerate(builds)
        )
        waits.add(ours[0], its[0])
        processor.add(ours[1], its[1])
    return [waits, processor]


def _begin(build: Build, folder: Path) -> tuple[float, float]:
    """Return the seconds that a person waits, and those that the processor takes."""
    folder.mkdir(parents=True)
    started = time.monotonic()
    url = f"sqlite:///{folder / 'demo.db'}"
    with build.serving(url, folder / "demo.log", "demo", "--fresh") as (_, process):
        return time.monotonic() - started, seconds_of(process)
