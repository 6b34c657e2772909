"""How long whoever tries the product waits for the example practice, on a folder without one."""

import time
from pathlib import Path

import psutil

from tests.bench.against.builds import READY_S, Build
from tests.bench.figures import Figure
from tests.bench.processors import seconds_of
from tests.waiting import eventually

SOONER = 6.0
# What it says once every story is told.
ALL_TOLD = "Seeded in"


def measure_demos(
    builds: tuple[Build, Build], folder: Path, revision: str, turns: int
) -> list[Figure]:
    """Return the times until it answers, and until all is told.

    Of each that which a person waits, and that of the processor.
    """
    goals = (1 / SOONER, 1 / SOONER, 1.0, 1.0)
    names = ("until it answers", "processor", "until all is told", "processor for all")
    figures = [
        Figure(f"demo, {name}", revision, "s", round(goal, 3), at_most=True, digits=1)
        for name, goal in zip(names, goals, strict=True)
    ]
    for turn in range(turns):
        ours, its = (
            _begin(build, folder / f"{number}-{turn}") for number, build in enumerate(builds)
        )
        for figure, our, other in zip(figures, ours, its, strict=True):
            figure.add(our, other)
    return figures


def _begin(build: Build, folder: Path) -> tuple[float, ...]:
    """Return the seconds that a person waits, and those of the processor: for each of both."""
    folder.mkdir(parents=True)
    started, log = time.monotonic(), folder / "demo.log"
    url = f"sqlite:///{folder / 'demo.db'}"
    with build.serving(url, log, "demo", "--fresh") as (_, process):
        answers = time.monotonic() - started, seconds_of(process)
        eventually(lambda: ALL_TOLD in log.read_text(), "all stories to be told", READY_S)
        return *answers, time.monotonic() - started, _seconds_of_all(process)


def _seconds_of_all(process: psutil.Process) -> float:
    return sum(seconds_of(each) for each in (process, *process.children(recursive=True)))
