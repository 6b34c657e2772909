"""Check-in PUTs of the last days, alerts looked for: `carryover serve` beside the ceiling.

And on either database. All clients have told of themselves for months, and a worker runs.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import psutil
from sqlalchemy import func, select

from api.platform.db import open_sessions, transaction
from api.rules.definitions import DEFINITIONS
from api.rules.instants import A_DAY
from api.tables import Client
from tests.bench.ceiling.serving import ceiling_served
from tests.bench.figures import Figure
from tests.bench.practices import practice_served
from tests.bench.sending import CONNECTIONS, Request, request_of, send_measured
from tests.bench.uploads import check_in
from tests.cast import Person
from tests.databases import (
    migrate,
    postgres_clone,
    postgres_server,
    postgres_template,
    settings_for,
)
from tests.processes import BIN, environment, running
from tests.waiting import eventually

PAST_DAYS = 90
# Today and those before for which alerts are looked for.
DATES = DEFINITIONS.alert_days
CEILING = "Starlette + asyncpg + msgspec doing the same"
# What no two answers have in common.
OWN = {"id", "server_time"}
BEGUN_S = 300.0
# On SQLite one writes at a time, and a worker writes beside them: some of sixteen would be told to
# come again.
FEW = 4
_LEFT = select(func.count()).where(Client.planned_until.is_(None) | Client.look_again_at.is_(None))


class Phones:
    """The check-ins of clients of the last dates, each the first of its date."""

    def __init__(self, people: list[Person]) -> None:
        self._unsent = self._all(people)

    def requests(self, count: int) -> list[Request]:
        """Return the next check-ins, each recorded on its evening or by now."""
        found = list(islice(self._unsent, count))
        assert len(found) == count, "more people are needed"
        return found

    def _all(self, people: list[Person]) -> Iterator[Request]:
        today = datetime.now(UTC).date()
        for back in reversed(range(DATES)):
            on = today - back * A_DAY
            for number, person in enumerate(people):
                body = check_in(on, number + back)
                yield request_of(person.token, "PUT", f"/v1/me/check-ins/{on}", body)


@dataclass(frozen=True, slots=True)
class Side:
    """A server, and the clients who check in there."""

    folder: Path
    phones: Phones
    port: int
    process: psutil.Process
    connections: int = CONNECTIONS

    def send(self, count: int) -> dict[str, Any]:
        """Send so many new check-ins and return how fast it went."""
        requests = self.phones.requests(count)
        return send_measured(self.folder, requests, self.port, self.process, self.connections)

    def first(self) -> dict[str, Any]:
        """Send one, and return what it is answered."""
        (one,) = self.phones.requests(1)
        url = f"http://127.0.0.1:{self.port}{one['path']}"
        answer = httpx2.put(url, json=one["body"], headers=one["headers"])
        assert answer.status_code == 201, answer.text
        return {name: value for name, value in answer.json().items() if name not in OWN}


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure all in turns, each with clients of its own."""
    count, repetitions = (400, 3) if quick else (700, 5)
    ratio, twin = _figures(count)
    delays: list[float] = []
    with _sides(folder, count * (repetitions + 1) // DATES + 1) as (ours, ceiling, sqlite):
        # Servers that answer differently are not compared.
        assert (mine := ours.first()) == (its := ceiling.first()), (mine, its)
        for number in range(repetitions + 1):
            found, bare, other = (side.send(count) for side in (ours, ceiling, sqlite))
            # The first of each only warms up.
            if number:
                ratio.add(found["rate_of_processor"], bare["rate_of_processor"])
                twin.add(other["rate"], found["rate"])
                delays.append(found["p99_ms"])
    ratio.notes.append(f"ours has p99 {median(delays):.0f} ms")
    return [ratio, twin]


def _figures(count: int) -> tuple[Figure, Figure]:
    path = f"check-in PUT of the last {DATES} days"
    ratio = Figure(path, CEILING, "requests a second of processor", 0.5)
    ratio.notes.append(
        f"{count} requests a repetition over {CONNECTIONS} kept connections from another process, "
        "one server process each and a worker beside them, PostgreSQL without fsync; each client "
        f"has a past of {PAST_DAYS} days"
    )
    twin = Figure(f"{path}, SQLite", "the same on PostgreSQL", "requests/s", 0.5)
    twin.notes.append(
        f"SQLite over {FEW} connections; it waits for the disk after each of them "
        "(synchronous=FULL)"
    )
    return ratio, twin


@contextmanager
def _sides(folder: Path, clients: int) -> Iterator[tuple[Side, Side, Side]]:
    """Yield the product and the ceiling on one PostgreSQL, and the product on SQLite."""
    sqlite = f"sqlite:///{folder / 'bench.db'}"
    migrate(sqlite)
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        template = stack.enter_context(postgres_template(server))
        url = stack.enter_context(postgres_clone(server, template))
        many, few = (
            stack.enter_context(practice_served(folder, of, size, PAST_DAYS, until=DATES - 1))
            for of, size in ((url, 2 * clients), (sqlite, clients))
        )
        ceiling = stack.enter_context(ceiling_served(folder, url))
        for number, of in enumerate((url, sqlite)):
            log = folder / f"worker-{number}.log"
            stack.enter_context(running(BIN / "carryover", "worker", env=environment(of), log=log))
            _await_planned(of)
        yield (
            Side(folder, Phones(many.clients[:clients]), many.port, many.api),
            Side(folder, Phones(many.clients[clients:]), *ceiling),
            Side(folder, Phones(few.clients), few.port, few.api, FEW),
        )


def _await_planned(url: str) -> None:
    """Wait until a worker that has just begun has planned for all, which holds up others."""

    async def is_done() -> bool:
        sessions = open_sessions(settings_for(url))
        async with transaction(sessions, write=False) as session:
            left = await session.scalar(_LEFT)
        await sessions.engine.dispose()
        return not left

    eventually(lambda: asyncio.run(is_done()), "all to be planned", BEGUN_S, every_s=1.0)
