"""A therapist and her clients, who have told what they do for months, served by the product."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

import psutil
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.sign_ins import start_sign_in
from api.library import Library, load
from api.platform.db import Sessions, open_sessions, transaction
from api.tables import Account, Appointment, Base, Episode, Prescription, PrescriptionVersion
from tests.bench.pasts import SLOT, live_past
from tests.bench.sending import Request, port_of, reading
from tests.cast import Casting, Person
from tests.databases import KEYS, settings_for
from tests.processes import environment, serving
from tests.push.crowds import gather_crowd

EXERCISES = ("chin-tuck", "doorway-pec", "calf-stretch")
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# As often as a session is held.
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Practice:
    """Ben and his clients; `port` is where they are served, `api` the process that serves them."""

    url: str
    port: int
    api: psutil.Process
    ben: Person
    clients: list[Person]

    def series(self, count: int) -> list[Request]:
        """Return requests for the clients' series of 90 days until yesterday, in turns."""
        last = datetime.now(UTC).date() - timedelta(days=1)
        span = f"from={last - timedelta(days=89)}&to={last}"
        return [reading(self.ben, f"/v1/clients/{each}/trends?{span}") for each in self._ids(count)]

    def briefs(self, count: int) -> list[Request]:
        """Return requests for their briefs of today."""
        return [reading(self.ben, f"/v1/clients/{each}/brief") for each in self._ids(count)]

    def caseloads(self, count: int) -> list[Request]:
        """Return requests for the first page of all of them."""
        return [reading(self.ben, "/v1/caseload")] * count

    def homes(self, count: int) -> list[Request]:
        """Return requests of the clients themselves for what there is to do today."""
        people = islice(cycle(self.clients), count)
        return [reading(person, "/v1/me/today") for person in people]

    def _ids(self, count: int) -> list[UUID]:
        return [person.id for person in islice(cycle(self.clients), count)]


@contextmanager
def practice_served(
    folder: Path, url: str, size: int, days: int, others: int = 0, until: int = 0
) -> Iterator[Practice]:
    """Serve a database in which so many clients of Ben, and others, have lived so many days.

    Of the last `until` dates before today nothing is told yet.
    """
    ben, clients = asyncio.run(_live(url, size, days, others, until))
    log = folder / f"api-{size}-{days}-{others}.log"
    with serving(environment(url), log) as (address, process):
        yield Practice(url, port_of(address), psutil.Process(process.pid), ben, clients)


async def _live(
    url: str, size: int, days: int, others: int, until: int = 0
) -> tuple[Person, list[Person]]:
    sessions = open_sessions(settings_for(url))
    library, now = load(), datetime.now(UTC)
    casting = Casting(sessions, None, now - timedelta(days=days), KEYS)
    ben = await casting.practice("Ben")
    clients = [await casting.client(ben, f"Ana {number}", "UTC") for number in range(size)]
    async with transaction(sessions) as session:
        for client in clients:
            session.add_all(_visits(client.id, ben.id, now, days))
            await _prescribe(session, client.id, ben.id, library, now - timedelta(days=days))
    await gather_crowd(sessions, others, now, now, per_client=0)
    await live_past(url, days, until)
    # Access tokens live for minutes, and a past takes its time.
    people = [await _sign_in(sessions, person) for person in (ben, *clients)]
    await sessions.engine.dispose()
    return people[0], people[1:]


def _visits(client: UUID, ben: UUID, now: datetime, days: int) -> Iterator[Base]:
    """Yield an episode as long as the past, with its sessions until a week ago, and the next."""
    began = now - timedelta(days=days)
    yield Episode(
        created_at=began,
        client_id=client,
        created_by=ben,
        starts_on=began.date(),
        planned_sessions=30,
        planned_weeks=52,
        conditions=[],
    )
    for number in range(-1, (days - 14) // FORTNIGHT.days):
        starts_at = now - timedelta(days=7) - number * FORTNIGHT
        yield Appointment(
            created_at=began,
            client_id=client,
            therapist_id=ben,
            starts_at=starts_at,
            duration_min=50,
            status="planned" if starts_at > now else "completed",
        )


async def _prescribe(
    session: AsyncSession, client: UUID, ben: UUID, library: Library, at: datetime
) -> None:
    for slug in EXERCISES:
        exercise = library.exercise(slug)
        assert exercise is not None
        item = Prescription(
            created_at=at, client_id=client, created_by=ben, exercise=slug, kind=exercise.kind
        )
        session.add(item)
        await session.flush()
        session.add(_version(item.id, ben, exercise.version, at, at.date()))


def _version(item: UUID, ben: UUID, version: str, at: datetime, on: date) -> PrescriptionVersion:
    return PrescriptionVersion(
        created_at=at,
        prescription_id=item,
        number=1,
        effective_on=on,
        created_by=ben,
        exercise_version=version,
        sets=3,
        reps=10,
        times=[SLOT],
        weekdays=WEEKDAYS,
        interval_weeks=1,
        start_on=on,
        window_min=120,
        remind=True,
        max_pain=4,
    )


async def _sign_in(sessions: Sessions, person: Person) -> Person:
    async with transaction(sessions) as session:
        account = await session.get_one(Account, person.id)
        settings = settings_for("sqlite://")
        tokens = await start_sign_in(session, account, datetime.now(UTC), settings, "sign in")
    person.token = tokens.access_token
    return person
