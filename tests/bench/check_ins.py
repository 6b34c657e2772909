"""Check-in PUTs per second: `carryover serve` on PostgreSQL against the bare ceiling."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from api.db import open_sessions
from tests.bench.figures import Figure
from tests.bench.sending import CONNECTIONS, send
from tests.cast import Person
from tests.databases import postgres_clone, postgres_server, postgres_template, settings_for
from tests.faults.storms import crowd_of
from tests.processes import answers, environment, eventually, free_port, running, serving

PEOPLE, DATES = 256, 88


class Phones:
    """The check-ins of a group of clients over three months, each the first of its date."""

    def __init__(self, people: list[Person]) -> None:
        self._unsent = self._all(people)

    def requests(self, count: int) -> list[dict[str, Any]]:
        """Return the next check-ins, each recorded on its evening."""
        found = list(islice(self._unsent, count))
        assert len(found) == count, "more people are needed"
        return found

    def _all(self, people: list[Person]) -> Iterator[dict[str, Any]]:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        for back in range(1, DATES + 1):
            evening = today - timedelta(days=back) + timedelta(hours=18)
            for person in people:
                yield self._request(person, evening)

    def _request(self, person: Person, at: datetime) -> dict[str, Any]:
        body = {
            "id": str(uuid4()),
            "pain_average": at.day % 11,
            "pain_worst": 10,
            "sleep_quality": 6,
            "sleep_hours": 6.5,
            "stress": at.day % 7,
            "pain_medicine": False,
            "impact": True,
            "body_map": [{"region": "neck", "side": "left"}, {"region": "shoulder"}],
            "red_flags": [],
            "note": "A long day at the desk, better after the walk.",
            "duration_s": 41,
            "recorded_at": at.isoformat(),
        }
        headers = {"authorization": f"Bearer {person.token}", "x-client": str(person.id)}
        path = f"/v1/me/check-ins/{at.date().isoformat()}"
        return {"method": "PUT", "path": path, "headers": headers, "body": body}


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure both in turns on one database, each with clients of its own."""
    count, repetitions = (800, 3) if quick else (4000, 5)
    figure = Figure(
        "check-in PUT", "FastAPI + raw asyncpg, the same statement and body", "requests/s", 0.6
    )
    delays: list[float] = []
    with _servers(folder) as (url, port, ceiling_port):
        mine, theirs = asyncio.run(_people(url))
        for phones, to in ((mine, port), (theirs, ceiling_port)):
            send(folder, phones.requests(count // 2), to)
        for _ in range(repetitions):
            figure.ceiling.append(send(folder, theirs.requests(count), ceiling_port)["rate"])
            found = send(folder, mine.requests(count), port)
            figure.ours.append(found["rate"])
            delays.append(found["p99_ms"])
    figure.notes.append(
        f"{count} requests a repetition over {CONNECTIONS} kept connections from another process, "
        f"one server process each, PostgreSQL without fsync; ours has p99 {median(delays):.0f} ms"
    )
    return [figure]


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield the database's URL and the ports of the product and of the ceiling."""
    ceiling_port = free_port()
    with (
        postgres_server() as server,
        postgres_template(server) as template,
        postgres_clone(server, template) as url,
        serving(environment(url), folder / "api.log") as (address, _),
        running(
            *(sys.executable, "-m", "tests.bench.ceiling", "--port", str(ceiling_port)),
            *("--database", url),
            env=environment(url),
            log=folder / "ceiling.log",
        ) as ceiling,
    ):
        eventually(lambda: answers(f"http://127.0.0.1:{ceiling_port}/openapi.json", ceiling))
        yield url, int(address.rpartition(":")[2]), ceiling_port


async def _people(url: str) -> tuple[Phones, Phones]:
    sessions = open_sessions(settings_for(url))
    people = await crowd_of(sessions, None, 2 * PEOPLE)
    await sessions.engine.dispose()
    return Phones(people[:PEOPLE]), Phones(people[PEOPLE:])
