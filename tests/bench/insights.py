"""What a therapist reads of one client: her series against a bare ceiling, her brief against them.

What the two cost is compared by the median of requests one after the other.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.bench.bare import ceiling_served
from tests.bench.figures import Figure
from tests.bench.practices import Practice, practice_served
from tests.bench.replays import queries_of
from tests.bench.sending import CONNECTIONS, Request, send
from tests.bench.stores import two_of_postgres

CLIENTS = 40
SHORT, LONG = 90, 365
TIMES_SERIES = 8


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on PostgreSQL, with clients of a short past and with clients of a long one."""
    count, repetitions = (300, 3) if quick else (1000, 5)
    bare, briefs = _series_figure(count), {days: _brief_figure(days) for days in (SHORT, LONG)}
    with _servers(folder) as (practices, ceiling):
        _require_same(practices[LONG].series(1)[0], practices[LONG].port, ceiling)
        for number in range(repetitions + 1):
            rates = [
                send(folder, practices[LONG].series(count), port)["rate"]
                for port in (practices[LONG].port, ceiling)
            ]
            times = {days: _times(folder, each, count // 10) for days, each in practices.items()}
            # The first of each only warms up.
            if number:
                bare.add(*rates)
                for days, figure in briefs.items():
                    figure.add(*times[days])
        for days, figure in briefs.items():
            figure.notes.append(_queries(practices[days]))
    return [bare, *briefs.values()]


def _series_figure(count: int) -> Figure:
    against = "Starlette + asyncpg + msgspec on the same rows"
    found = Figure("trends GET, 90 days", against, "requests/s", 0.75)
    found.notes.append(
        f"{count} requests a repetition over {CONNECTIONS} kept connections from another process, "
        "one server process each; the ceiling asks nobody who he is, and keeps no audit"
    )
    return found


def _brief_figure(days: int) -> Figure:
    path = f"brief GET, a past of {days} days"
    return Figure(path, "trends GET, 90 days", "ms", TIMES_SERIES, at_most=True, digits=1)


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[dict[int, Practice], int]]:
    """Yield the practices by the days of their pasts, and the port of the ceiling on the longer."""
    with (
        two_of_postgres(folder) as (short, long),
        practice_served(folder, short, CLIENTS, SHORT) as young,
        practice_served(folder, long, CLIENTS, LONG) as old,
        ceiling_served(folder, "tests.bench.series_ceiling", long, "/livez") as ceiling,
    ):
        yield {SHORT: young, LONG: old}, ceiling


def _require_same(request: Request, *ports: int) -> None:
    """Refuse to compare servers that answer differently."""
    ours, theirs = (
        httpx2.get(f"http://127.0.0.1:{port}{request['path']}", headers=request["headers"]).json()
        for port in ports
    )
    assert ours == theirs, (ours, theirs)


def _times(folder: Path, practice: Practice, count: int) -> tuple[float, float]:
    """Return how many milliseconds a brief takes, and a series."""
    brief, series = (
        send(folder, requests, practice.port, connections=1)["p50_ms"]
        for requests in (practice.briefs(count), practice.series(count))
    )
    return brief, series


def _queries(practice: Practice) -> str:
    brief, series = (
        len(asyncio.run(queries_of(practice.url, requests[0])))
        for requests in (practice.briefs(1), practice.series(1))
    )
    return f"{brief} queries, the other {series}"
