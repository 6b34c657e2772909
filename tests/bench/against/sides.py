"""A server of a build on its own copy of a practice, and the requests that are sent to it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import psutil

from tests.bench.against.builds import Build
from tests.bench.against.practices import Person, Practice
from tests.bench.processors import seconds_of, seconds_of_backends
from tests.bench.sending import Request, request_of, send
from tests.bench.uploads import check_in, log

# By then a worker has looked at whoever has checked in.
SETTLED_S = 5.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor a request: of the API, of its worker if there is one, of PostgreSQL."""

    api: float
    worker: float
    postgres: float


@dataclass(slots=True)
class Side:
    """One build's server; everyone's tokens are its own, since each side renews them itself."""

    folder: Path
    url: str
    port: int
    practice: Practice
    api: psutil.Process
    worker: psutil.Process | None = None
    # The check-ins that were sent last.
    told: list[Request] = field(default_factory=list)

    _refresh: dict[str, str] = field(init=False)
    _access: dict[str, tuple[str, datetime]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        everyone = (self.practice.therapist, *self.practice.clients)
        self._refresh = {each.id: each.refresh_token for each in everyone}

    def spend(self, requests: list[Request], *, settles: bool, connections: int = 8) -> Spent:
        """Send requests, and return what each took; `settles`: with what a worker does of it."""
        before = self._seconds()
        send(self.folder, requests, self.port, connections)
        if settles:
            time.sleep(SETTLED_S)
        after = self._seconds()
        return Spent(
            *((late - early) / len(requests) for early, late in zip(before, after, strict=True))
        )

    def token(self, person: Person) -> str:
        """Return an access token that is good for some minutes more."""
        token, until = self._access.get(person.id, ("", datetime.min.replace(tzinfo=UTC)))
        if until < datetime.now(UTC) + timedelta(minutes=5):
            body = {"refresh_token": self._refresh[person.id]}
            answer = httpx2.post(f"http://127.0.0.1:{self.port}/v1/auth/refresh", json=body)
            assert answer.status_code == 200, answer.text
            found = answer.json()
            self._refresh[person.id], token = found["refresh_token"], found["access_token"]
            self._access[person.id] = token, datetime.fromisoformat(found["access_expires_at"])
        return token

    def reads_of_therapist(self, count: int, path: str) -> list[Request]:
        """Return reads of her clients' pages in turns; `{}` in the path is a client's id."""
        who = islice(cycle(self.practice.clients), count)
        return [self._request(self.practice.therapist, "GET", path.format(each.id)) for each in who]

    def reads_of_clients(self, count: int, path: str) -> list[Request]:
        """Return reads of the clients themselves, in turns."""
        who = islice(cycle(self.practice.clients), count)
        return [self._request(each, "GET", path) for each in who]

    def check_ins(self, on: date, number: int) -> list[Request]:
        """Return the check-ins of all clients of a date, told that evening or by now."""
        return [
            self._request(each, "PUT", f"/v1/me/check-ins/{on}", check_in(on, number + k))
            for k, each in enumerate(self.practice.clients)
        ]

    def logs(self, on: date) -> list[Request]:
        """Return the logs of all items of a date."""
        return [
            self._request(each, "PUT", f"/v1/me/logs/{uuid4()}", log(item, on))
            for each in self.practice.clients
            for item in self.practice.items[each.id]
        ]

    def _request(self, person: Person, method: str, path: str, body: Any = None) -> Request:
        return request_of(self.token(person), method, path, body)

    def _seconds(self) -> tuple[float, float, float]:
        database = urlsplit(self.url).path.lstrip("/")
        worker = seconds_of(self.worker) if self.worker else 0.0
        return seconds_of(self.api), worker, seconds_of_backends(database)


@contextmanager
def side(
    folder: Path, build: Build, url: str, practice: Practice, *, worker: bool
) -> Iterator[Side]:
    """Serve a practice by a build, with a worker beside it or without."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        port, api = stack.enter_context(build.serving(url, folder / "api.log"))
        pushing = None
        if worker:
            pushing = stack.enter_context(
                build.running("worker", url=url, log=folder / "worker.log")
            )
        yield Side(folder, url, port, practice, api, pushing)
