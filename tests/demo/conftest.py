"""One seeding for all tests that only read it, also when they run in several processes."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import uvloop
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.library import Library, load
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.migrate import upgrade
from api.platform.settings import Settings
from demo.engines import open_alone
from demo.plots import Story
from demo.seed import Moment, seed
from demo.stories import STORIES
from tests.databases import SqliteReused, settings_for
from tests.demo.readers import TODAY, Reader

# Nine in the morning in Berlin.
NOW = datetime(2025, 11, 20, 8, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Have one process run all that reads the seeding: another one would wait for it."""
    for item in items:
        if "seeded" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("seeded"))


def silently(moments: Sequence[Moment], _: str) -> AbstractContextManager[Iterable[Moment]]:
    return nullcontext(moments)


def seed_file(file: Path, today: date = TODAY, stories: Iterable[Story] = STORIES) -> None:
    """Seed a new SQLite file."""

    async def run() -> None:
        settings = settings_for(f"sqlite:///{file}")
        sessions = open_alone(settings)
        await upgrade(sessions)
        await seed(settings, sessions, load(), today, silently, stories)
        await sessions.engine.dispose()

    uvloop.run(run())


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all stories."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    file = folder / "seeded.db"
    with (folder / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            seed_file(folder / "seeding.db")
            (folder / "seeding.db").rename(file)
    return file


@pytest.fixture(scope="session")
def stories(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteReused:
    return SqliteReused(seeded, tmp_path_factory.mktemp("stories"))


@pytest.fixture
def settings(stories: SqliteReused) -> Settings:
    return settings_for(stories.take())


@pytest.fixture
async def reader(settings: Settings, sessions: Sessions, library: Library) -> AsyncIterator[Reader]:
    clock = SetClock(NOW)
    app = create_app(settings, sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        yield Reader(http, clock)
