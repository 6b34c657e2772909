"""Check-in PUTs per second: `carryover serve` against the bare ceiling, and on either database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from api.platform.db import open_sessions
from tests.bench.bare import ceiling_served
from tests.bench.figures import Figure
from tests.bench.sending import CONNECTIONS, port_of, send
from tests.cast import Person
from tests.databases import (
    migrate,
    postgres_clone,
    postgres_server,
    postgres_template,
    settings_for,
)
from tests.faults.storms import crowd_of
from tests.processes import environment, serving

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


@dataclass(frozen=True, slots=True)
class Side:
    """A server, and the clients who check in there."""

    folder: Path
    phones: Phones
    port: int

    def send(self, count: int) -> dict[str, Any]:
        """Send so many new check-ins and return how fast it went."""
        return send(self.folder, self.phones.requests(count), self.port)


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure all in turns, each with clients of its own."""
    count, repetitions = (800, 3) if quick else (4000, 5)
    bare, twin = _figures(count)
    delays: list[float] = []
    with _sides(folder) as (ours, ceiling, sqlite):
        for side in (ours, ceiling, sqlite):
            side.send(count // 2)
        for _ in range(repetitions):
            ceiling_rate = ceiling.send(count)["rate"]
            found = ours.send(count)
            bare.add(found["rate"], ceiling_rate)
            twin.add(sqlite.send(count)["rate"], found["rate"])
            delays.append(found["p99_ms"])
    bare.notes.append(f"ours has p99 {median(delays):.0f} ms")
    return [bare, twin]


def _figures(count: int) -> tuple[Figure, Figure]:
    path, unit = "check-in PUT", "requests/s"
    bare = Figure(path, "FastAPI + raw asyncpg, the same statement and body", unit, 0.6)
    bare.notes.append(
        f"{count} requests a repetition over {CONNECTIONS} kept connections from another process, "
        "one server process each, PostgreSQL without fsync"
    )
    twin = Figure(f"{path}, SQLite", "the same on PostgreSQL", unit, 0.5)
    twin.notes.append("SQLite waits for the disk after each of them (synchronous=FULL)")
    return bare, twin


@contextmanager
def _sides(folder: Path) -> Iterator[tuple[Side, Side, Side]]:
    """Yield the product and the ceiling on one PostgreSQL, and the product on SQLite."""
    sqlite = f"sqlite:///{folder / 'bench.db'}"
    migrate(sqlite)
    with (
        postgres_server() as server,
        postgres_template(server) as template,
        postgres_clone(server, template) as url,
        serving(environment(url), folder / "api.log") as (address, _),
        serving(environment(sqlite), folder / "sqlite.log") as (sqlite_address, _),
        ceiling_served(folder, "tests.bench.ceiling", url, "/openapi.json") as ceiling_port,
    ):
        yield (
            Side(folder, phones_of(url, PEOPLE, "Ben"), port_of(address)),
            Side(folder, phones_of(url, PEOPLE, "Eve"), ceiling_port),
            Side(folder, phones_of(sqlite, PEOPLE, "Ben"), port_of(sqlite_address)),
        )


def phones_of(url: str, people: int, admin: str) -> Phones:
    """Return so many clients of a practice that is new to a database."""

    async def gather() -> list[Person]:
        sessions = open_sessions(settings_for(url))
        found = await crowd_of(sessions, None, people, admin)
        await sessions.engine.dispose()
        return found

    return Phones(asyncio.run(gather()))
