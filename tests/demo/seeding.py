"""The example practice in a file, seeded once for all processes that only read it."""

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import uvloop

from api.library import load
from api.platform.migrate import upgrade
from demo.engines import open_alone
from demo.plots import Story
from demo.seed import Moment, seed
from demo.stories import STORIES
from tests.databases import settings_for
from tests.demo.readers import TODAY

# Nine in the morning in Berlin.
NOW = datetime(2025, 11, 20, 8, 0, tzinfo=UTC)


ONE_PROCESS = pytest.mark.xdist_group("seeded")
"""For tests that the process runs that has the example practice seeded anyway."""


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
    """A file with all stories; AssertionError in a second process of a run.

    Whatever asks for it is marked to run in one process, as no other one should seed or wait.
    """
    folder = tmp_path_factory.getbasetemp()
    run = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    file, mark = folder / "seeded.db", run / "is-seeded"
    if not file.exists():
        assert not mark.exists(), "these tests are for one process: -n needs --dist loadgroup"
        mark.touch()
        seed_file(file)
    return file
