"""What a search of the library takes: the whole request, for all items and for words.

It is the 95th percentile that counts. Requests come one after the other, as somebody types.
"""

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from api.library import load
from tests.bench.figures import Figure
from tests.bench.practices import Practice, practice_served
from tests.bench.sending import Request, reading, send
from tests.bench.stores import STORES

BEARABLE_MS = 5
AGAINST = "what is bearable"
# Typed letter by letter, in both languages, mistyped, and with filters.
SEARCHES = (
    *("q=n", "q=ne", "q=nec", "q=neck", "q=cuelo", "q=dolores de cabeza", "q=sholder stretch"),
    *("q=pain in the neck", "region=neck", "region=low_back&level=easy&q=breath", "q=zzzz"),
)


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on either database."""
    count, repetitions = (110, 2) if quick else (550, 4)
    figures = []
    for database, open_two in STORES.items():
        with open_two(folder) as (url, _), practice_served(folder, url, 1, 1) as practice:
            for name, requests in _requests(practice, count).items():
                path = f"{name}, 95th percentile, {database}"
                figure = Figure(path, AGAINST, "ms", 1.0, at_most=True, digits=1)
                _measure(folder, practice.port, requests, figure, repetitions)
                figures.append(figure)
    return figures


def _measure(
    folder: Path, port: int, requests: Sequence[Request], figure: Figure, repetitions: int
) -> None:
    for number in range(repetitions + 1):
        found = send(folder, requests, port, connections=1)
        # The first only warms up.
        if number:
            figure.add(found["p95_ms"], BEARABLE_MS)


def _requests(practice: Practice, count: int) -> dict[str, list[Request]]:
    paths = [f"/v1/exercises?{quote(each, safe='=&')}" for each in SEARCHES]
    searches = [reading(practice.ben, path) for path in islice(cycle(paths), count)]
    return {
        f"the whole library of {len(load().search())}": [reading(practice.ben, "/v1/exercises")]
        * count,
        "a search of the library": searches,
    }
