"""How long the example practice takes to be seeded: whoever tries the product waits for it."""

import time
from pathlib import Path

from tests.bench.figures import Figure
from tests.demo.seeding import seed_file


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on SQLite, which the example runs on, by the processor that it takes."""
    figure = Figure("seeding of the example", "a minute", "s", 1.0, at_most=True, digits=1)
    for number in range(1 if quick else 3):
        started = time.process_time()
        seed_file(folder / f"{number}.db")
        figure.add(time.process_time() - started, 60)
    return [figure]
