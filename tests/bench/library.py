"""What a search of the library takes: the whole request, for all items and for words.

It is the 95th percentile that counts. Requests come one after the other, as somebody types.
"""

from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from api.library import load
from tests.bench.figures import Figure
from tests.bench.percentiles import percentile
from tests.bench.practices import Practice, practice_served
from tests.bench.sending import Request, reading
from tests.bench.stores import STORES

BEARABLE_MS = 5
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
                figures.append(
                    percentile(path, folder, practice.port, requests, BEARABLE_MS, repetitions)
                )
    return figures


def _requests(practice: Practice, count: int) -> dict[str, list[Request]]:
    paths = [f"/v1/exercises?{quote(each, safe='=&')}" for each in SEARCHES]
    searches = [reading(practice.ben, path) for path in islice(cycle(paths), count)]
    return {
        f"the whole library of {len(load().search())}": [reading(practice.ben, "/v1/exercises")]
        * count,
        "a search of the library": searches,
    }
