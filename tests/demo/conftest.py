"""One seeding for all tests that only read it, also when they run in several processes."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.settings import Settings
from tests.databases import SqliteReused, settings_for
from tests.demo.readers import Reader
from tests.demo.seeding import NOW, ONE_PROCESS, seeded

__all__ = ["seeded"]


# Before the hook that sends tests of a group to one process.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Have one process run all that reads the seeding: no other one has to make it."""
    for item in items:
        if "seeded" in getattr(item, "fixturenames", ()):
            item.add_marker(ONE_PROCESS)


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
