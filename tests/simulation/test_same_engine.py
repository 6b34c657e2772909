"""The simulation decides as the product does: the same day through rows, API and worker."""

from datetime import date, time

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.settings import Settings
from push.worker import Worker
from tests.databases import settings_for
from tests.simulation.days import Day, live
from tests.simulation.house import House, ledger_of
from tests.simulation.lives import SPREAD_S
from tests.simulation.people import person_of
from tests.simulation.transport import CountingTransport

DATE = date(2026, 3, 29)
SEED = 5


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url, reminder_spread_s=SPREAD_S)


@pytest.mark.parametrize(
    ("clients", "out_at"), [(40, None), (20, time(12))], ids=["all-day", "outage"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_simulated_day_ends_as_the_same_day_does_through_api_and_worker(
    clients: int,
    out_at: time | None,
    settings: Settings,
    sessions: Sessions,
    app: FastAPI,
    http: AsyncClient,
    clock: SetClock,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # To plan for all of them takes a slow machine longer than a tick may take.
    monkeypatch.setattr("push.worker.LONGEST_S", 3600.0)
    day = Day(DATE, out_at)
    lived = [live(*person_of(SEED, number, day.on), day) for number in range(clients)]
    transport = CountingTransport()
    worker = Worker(settings, sessions, clock, library, transport)
    house = House(day, sessions, http, clock, worker, transport)

    await house.live(lived)

    rows = [row for each in lived for row in each.life.rows]
    posts = [post for each in lived for post in each.life.transport.posts]
    simulated = ledger_of(rows, posts, day)
    assert len(simulated) > 3 * clients
    assert house.ledger == simulated
