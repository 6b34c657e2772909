"""What a therapist of 200 clients waits for when she looks at all of them; and what of it is SQL.

There is no figure to reach. Requests come one after the other.
"""

import asyncio
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.bench.practices import practice_served
from tests.bench.replays import queries_of, replay_ms
from tests.bench.sending import send
from tests.bench.stores import STORES

CLIENTS = 200
PASTS = (90, 365)


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on either database, with clients of a short past and of a long one."""
    count, repetitions = (6, 2) if quick else (12, 3)
    figures = []
    for database, open_two in STORES.items():
        with open_two(folder) as urls:
            for url, days in zip(urls, PASTS, strict=True):
                figure = _figure(database, days)
                _measure(folder, url, days, figure, count, repetitions)
                figures.append(figure)
    return figures


def _figure(database: str, days: int) -> Figure:
    path = f"caseload of {CLIENTS}, a past of {days} days, {database}"
    driver = "asyncpg" if database == "PostgreSQL" else "sqlite3"
    return Figure(path, f"its queries by {driver}", "ms", None, at_most=True)


def _measure(
    folder: Path, url: str, days: int, figure: Figure, count: int, repetitions: int
) -> None:
    slow = []
    with practice_served(folder, url, CLIENTS, days) as practice:
        requests = practice.caseloads(count)
        queries = asyncio.run(queries_of(url, requests[0]))
        for number in range(repetitions + 1):
            found = send(folder, requests, practice.port, connections=1)
            bare = asyncio.run(replay_ms(url, queries))
            # The first of each only warms up.
            if number:
                figure.add(found["p50_ms"], bare)
                slow.append(found["p99_ms"])
    share = median(bare / own for own, bare in zip(figure.ours, figure.ceiling, strict=True))
    figure.notes.append(
        f"p99 {median(slow):.0f} ms; its queries are {share:.0%} of it, the rest is Python"
    )
