"""Whether a path takes longer where a hundred times as many check-ins are stored.

The clients that are measured have the same past in both stores, and so have all others there.
Requests come one after the other.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.platform.db import open_sessions
from tests.bench.check_ins import Phones
from tests.bench.figures import Figure
from tests.bench.practices import Practice, practice_served
from tests.bench.sending import Request, send
from tests.bench.stores import STORES
from tests.cast import Person
from tests.databases import settings_for
from tests.faults.storms import crowd_of

CLIENTS, DAYS, PHONES = 50, 365, 200
LARGE, SMALL = 5_000_000, 50_000
GROWTH = 1.3


@dataclass(frozen=True, slots=True)
class Store:
    """A practice among others; `phones` are of clients who begin only now."""

    folder: Path
    practice: Practice
    phones: Phones

    def requests(self, path: str, count: int) -> list[Request]:
        """Return so many requests of a path."""
        of: dict[str, Callable[[int], list[Request]]] = {
            "trends GET, 90 days": self.practice.series,
            "brief GET": self.practice.briefs,
            f"caseload of {CLIENTS} GET": self.practice.caseloads,
            "check-in PUT": self.phones.requests,
            "today GET": self.practice.homes,
        }
        return of[path](count)

    def ms(self, path: str, count: int) -> float:
        """Return how many milliseconds a request of a path takes, as the median of so many."""
        requests = self.requests(path, count)
        return float(send(self.folder, requests, self.practice.port, connections=1)["p50_ms"])


# How many requests of each a repetition has.
COUNTS = {
    "trends GET, 90 days": 150,
    "brief GET": 50,
    f"caseload of {CLIENTS} GET": 10,
    "check-in PUT": 200,
    "today GET": 100,
}


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure every path on either database, in the large store and in the small one in turns."""
    large, repetitions = (LARGE // 10, 3) if quick else (LARGE, 6)
    figures = []
    for database, open_two in STORES.items():
        with open_two(folder) as urls, _stores(folder, urls, large) as stores:
            figures += _compare(database, large, stores, repetitions)
    return figures


@contextmanager
def _stores(folder: Path, urls: tuple[str, str], large: int) -> Iterator[tuple[Store, Store]]:
    """Yield the large store and the small one, both served."""
    others = [stored // DAYS - CLIENTS for stored in (SMALL, large)]
    with (
        practice_served(folder, urls[0], CLIENTS, DAYS, others[0]) as few,
        practice_served(folder, urls[1], CLIENTS, DAYS, others[1]) as many,
    ):
        small, big = (Store(folder, practice, _phones_of(practice.url)) for practice in (few, many))
        yield big, small


def _compare(
    database: str, large: int, stores: tuple[Store, Store], repetitions: int
) -> list[Figure]:
    figures = {path: _figure(path, database, large) for path in COUNTS}
    for number in range(repetitions + 1):
        for path, figure in figures.items():
            # Each goes first as often as the other.
            first, second = stores if number % 2 else stores[::-1]
            took = {id(store): store.ms(path, COUNTS[path]) for store in (first, second)}
            # The first of each only warms up.
            if number:
                figure.add(*(took[id(store)] for store in stores))
    return list(figures.values())


def _figure(path: str, database: str, large: int) -> Figure:
    name = f"{path}, {database}, {large:,} check-ins stored"
    against = f"the same with {SMALL:,} stored"
    return Figure(name, against, "ms", GROWTH, at_most=True, digits=1)


def _phones_of(url: str) -> Phones:
    """Return the phones of clients of a practice that is new to a database."""

    async def gather() -> list[Person]:
        sessions = open_sessions(settings_for(url))
        found = await crowd_of(sessions, None, PHONES, "Eve")
        await sessions.engine.dispose()
        return found

    return Phones(asyncio.run(gather()))
