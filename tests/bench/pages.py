"""What a therapist with 194 clients in care waits for in a browser: her caseload, and a brief.

It is the 95th percentile that counts: nobody remembers the median. Requests come one after the
other, as those of one browser do.
"""

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import jwt

from api.access.tokens import API, issue_page_token
from tests.bench.figures import Figure
from tests.bench.percentiles import percentile
from tests.bench.practices import Practice, practice_served
from tests.bench.sending import Request
from tests.bench.stores import STORES
from tests.databases import KEY, KEYS

CLIENTS, DAYS = 194, 90
BEARABLE_MS = 150


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on either database."""
    count, repetitions = (40, 2) if quick else (200, 4)
    figures = []
    for database, open_two in STORES.items():
        with (
            open_two(folder) as (url, _),
            practice_served(folder, url, CLIENTS, DAYS) as practice,
        ):
            for name, requests in _requests(practice, count).items():
                path = f"{name}, 95th percentile, {database}"
                figures.append(
                    percentile(path, folder, practice.port, requests, BEARABLE_MS, repetitions)
                )
    return figures


def _requests(practice: Practice, count: int) -> dict[str, list[Request]]:
    """Return what a browser sends for each page; of briefs, one client after the other."""
    cookie = _cookie(practice)
    people = islice(cycle(practice.clients), count)
    return {
        f"page of a caseload of {CLIENTS}": [_opening(cookie, "/")] * count,
        f"page of a brief, a past of {DAYS} days": [
            _opening(cookie, f"/clients/{person.id}") for person in people
        ],
    }


def _opening(cookie: str, path: str) -> Request:
    headers = {"cookie": f"carryover={cookie}", "accept-encoding": "gzip"}
    return {"method": "GET", "path": path, "headers": headers, "body": None}


def _cookie(practice: Practice) -> str:
    """Return the cookie of a browser in which Ben has signed in."""
    said = jwt.decode(practice.ben.token, KEY, ["HS256"], audience=API)
    now = datetime.now(UTC)
    until = now + timedelta(hours=12)
    return issue_page_token(practice.ben.id, said["fam"], now, KEYS, until)
