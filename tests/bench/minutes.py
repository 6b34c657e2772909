"""By how much reminders are late when thousands are due within one minute, with two workers."""

from functools import partial
from pathlib import Path

from api.platform.db import open_sessions
from tests.bench.figures import Figure
from tests.bench.loops import run
from tests.bench.stores import STORES
from tests.databases import settings_for
from tests.faults.conftest import ground_on
from tests.faults.figures import percentile
from tests.faults.minutes import live_a_minute
from tests.waiting import WITHIN_S


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on either database, with the real processes."""
    size = 3_000 if quick else 10_000
    figures = []
    for name, open_two in STORES.items():
        with open_two(folder) as (url, _):
            place = folder / name
            place.mkdir()
            figure = Figure(
                f"{size:,} due in one minute, {name}: how late beyond the spread (p99)",
                *("a minute", "s", 1.0),
                at_most=True,
                digits=2,
            )
            delays = run(partial(_delays, url, place, size))
            figure.add(percentile(delays, 0.99), 60)
            figure.notes.append(f"median {percentile(delays, 0.5):.2f} s, at most {delays[-1]:.2f}")
            figures.append(figure)
    return figures


async def _delays(url: str, folder: Path, size: int) -> list[float]:
    """Return by how many seconds each left late, the least first."""
    sessions = open_sessions(settings_for(url))
    with ground_on(url, folder) as ground:
        _, delays = await live_a_minute(ground, sessions, size, 10 * WITHIN_S)
    await sessions.engine.dispose()
    return sorted(delays)
