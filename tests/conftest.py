"""What every test may ask for. A test that asks for a database runs on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.clock import SetClock
from api.content import Library, load
from api.db import Sessions, open_sessions
from api.settings import Settings
from tests.cast import Cast, Casting
from tests.databases import (
    KEY,
    PostgresReused,
    migrate,
    postgres_server,
    postgres_template,
    settings_for,
    sqlite_clone,
)

# A Monday: 09:00 in Berlin.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


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
    reused.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of its own."""
    if request.param == "sqlite":
        yield sqlite_clone(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    reused: PostgresReused = request.getfixturevalue("postgres_reused")
    yield reused.take()
    reused.give_back()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url)


@pytest.fixture
async def sessions(settings: Settings) -> AsyncIterator[Sessions]:
    opened = open_sessions(settings)
    yield opened
    await opened.engine.dispose()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture
def app(settings: Settings, sessions: Sessions, clock: SetClock, library: Library) -> FastAPI:
    return create_app(settings, sessions, clock, library)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as client:
        yield client


@pytest.fixture
def casting(sessions: Sessions, http: AsyncClient, clock: SetClock) -> Casting:
    return Casting(sessions, http, clock.now(), KEY)


@pytest.fixture
async def cast(casting: Casting) -> Cast:
    return await casting.full()
