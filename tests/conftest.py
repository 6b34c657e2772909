"""Fixtures of all tests. A test that uses a database runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app, equip
from api.library import Library, load
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.lines import Line
from api.platform.processes import quieten_collector
from api.platform.settings import Settings
from tests.acting.care import Care
from tests.cast import Cast, Casting
from tests.databases import (
    KEYS,
    OpenedOnce,
    PostgresReused,
    SqliteReused,
    migrate,
    postgres_server,
    postgres_template,
    settings_for,
)
from tests.refusals import expect_listed
from tests.waiting import WITHIN_S

# A Monday: 09:00 in Berlin.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
# Hypothesis must not fail a slow example: no verdict depends on how fast the machine is.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Keep the garbage collector from traversing the imported modules again and again."""
    quieten_collector()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop that the product's processes run on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_schema(postgres: str) -> Iterator[str]:
    with postgres_template(postgres) as name:
        yield name


@pytest.fixture(scope="session")
def postgres_reused(postgres: str, postgres_schema: str) -> Iterator[PostgresReused]:
    reused = PostgresReused(postgres, postgres_schema)
    yield reused
    reused.close()


@pytest.fixture(scope="session")
def sqlite_reused(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteReused:
    return SqliteReused(sqlite_template, tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def opened_once() -> OpenedOnce:
    return OpenedOnce()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database of its own."""
    if request.param == "sqlite":
        empty: SqliteReused = request.getfixturevalue("sqlite_reused")
        yield empty.take()
        return
    reused: PostgresReused = request.getfixturevalue("postgres_reused")
    yield reused.take()
    reused.give_back()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url)


@pytest.fixture
async def sessions(settings: Settings, opened_once: OpenedOnce) -> AsyncIterator[Sessions]:
    sessions = opened_once.of(settings)
    if sessions.line:
        # A line belongs to the event loop of a test, too.
        sessions = replace(sessions, line=Line(settings.database_pool, WITHIN_S))
    yield sessions
    # Its connections belong to the event loop of this test.
    await sessions.engine.dispose()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture(scope="session")
def built() -> dict[tuple[str, str], FastAPI]:
    """The applications of this process, by what of the settings goes into their making."""
    return {}


@pytest.fixture
def app(
    settings: Settings,
    sessions: Sessions,
    clock: SetClock,
    library: Library,
    built: dict[tuple[str, str], FastAPI],
) -> FastAPI:
    """The application: made once, as its routes take a while, and equipped anew for each test."""
    kind = settings.environment, settings.min_app_version
    if kind not in built:
        built[kind] = create_app(settings, sessions, clock, library)
    equip(built[kind], settings, sessions, clock, library)
    return built[kind]


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[AsyncClient]:
    hooks = {"response": [expect_listed]}
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://api", event_hooks=hooks) as client:
        yield client


@pytest.fixture
def casting(sessions: Sessions, http: AsyncClient, clock: SetClock) -> Casting:
    return Casting(sessions, http, clock.now(), KEYS)


@pytest.fixture
async def cast(casting: Casting) -> Cast:
    return await casting.full()


@pytest.fixture
def care(cast: Cast, clock: SetClock, sessions: Sessions) -> Care:
    return Care(cast, clock, sessions)
