"""What a therapist reads of one client: her series beside the ceiling, her brief beside them.

What the two take of a person's time is compared by the median of requests one after the other.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil

from tests.bench.ceiling.serving import ceiling_served
from tests.bench.check_ins import CEILING
from tests.bench.figures import Figure
from tests.bench.practices import Practice, practice_served
from tests.bench.replays import queries_of
from tests.bench.sending import CONNECTIONS, Request, send, send_measured
from tests.bench.stores import two_of_postgres

CLIENTS = 40
SHORT, LONG = 90, 365
TIMES_SERIES = 8


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on PostgreSQL, with clients of a short past and with clients of a long one."""
    count, repetitions = (600, 3) if quick else (1200, 5)
    bare, briefs = _series_figure(count), {days: _brief_figure(days) for days in (SHORT, LONG)}
    with _servers(folder) as (practices, ceiling):
        old = practices[LONG]
        servers = (old.port, old.api), ceiling
        _require_same(old.series(1)[0], *(port for port, _ in servers))
        for number in range(repetitions + 1):
            rates = [
                send_measured(folder, old.series(count), *server)["rate_of_processor"]
                for server in servers
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
    found = Figure("trends GET, 90 days", CEILING, "requests a second of processor", 0.5)
    found.notes.append(
        f"{count} requests a repetition over {CONNECTIONS} kept connections from another process, "
        "one server process each"
    )
    return found


def _brief_figure(days: int) -> Figure:
    path = f"brief GET, a past of {days} days"
    return Figure(path, "trends GET, 90 days", "ms", TIMES_SERIES, at_most=True, digits=1)


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[dict[int, Practice], tuple[int, psutil.Process]]]:
    """Yield the practices by the days of their pasts, and the ceiling on the longer one's."""
    with (
        two_of_postgres(folder) as (short, long),
        practice_served(folder, short, CLIENTS, SHORT) as young,
        practice_served(folder, long, CLIENTS, LONG) as old,
        ceiling_served(folder, long) as ceiling,
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
