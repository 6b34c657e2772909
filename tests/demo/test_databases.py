"""The demo recognises its own data, and keeps away from everyone else's."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.accounts.practices import NewPractice, create_practice
from api.library import Library
from api.platform.db import open_sessions, transaction
from api.platform.settings import Settings
from demo.databases import Seeding, database_file, held, move, read_seeding
from demo.preparing import prepare_file, prepare_server
from demo.refusals import CannotDemo
from demo.seed import seed
from demo.stories.samir import SAMIR
from tests.databases import settings_for
from tests.demo.readers import TODAY
from tests.demo.seeding import silently


async def open_practice(settings: Settings, name: str) -> None:
    sessions = open_sessions(settings)
    new = NewPractice(name, "Europe/Berlin", "Ben", "ben@example.org", "no hash")
    async with transaction(sessions) as session:
        await create_practice(session, new, datetime(2026, 3, 2, 8, tzinfo=UTC))
    await sessions.engine.dispose()


@pytest.mark.parametrize("today", [date(2026, 3, 30), date(2026, 11, 20), date(2026, 1, 1)])
async def test_a_seeding_knows_when_its_stories_end_and_that_one_is_not_whole(
    database_url: str, library: Library, today: date
) -> None:
    settings = settings_for(database_url)
    assert await read_seeding(settings) is None
    sessions = open_sessions(settings)
    await seed(settings, sessions, library, today, silently, (SAMIR,))
    await sessions.engine.dispose()
    assert await read_seeding(settings) == Seeding(today, whole=False)


async def test_a_whole_seeding_is_found_whole(seeded: Path) -> None:
    found = await read_seeding(settings_for(f"sqlite:///{seeded}"))
    assert found == Seeding(TODAY, whole=True)


async def test_a_new_file_is_migrated_and_empty(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'new.db'}")
    assert await read_seeding(settings) is None
    await open_practice(settings, "Ben's")


async def test_another_practices_database_is_refused_and_kept(database_url: str) -> None:
    settings = settings_for(database_url)
    await open_practice(settings, "Ben's")
    file = database_file(settings)
    for fresh in (False, True):
        prepared = prepare_file(settings, file, fresh) if file else prepare_server(settings, fresh)
        with pytest.raises(CannotDemo, match="another practice"):
            await prepared
    with pytest.raises(CannotDemo):
        await read_seeding(settings)


async def test_a_database_server_is_never_emptied(database_url: str, library: Library) -> None:
    settings = settings_for(database_url)
    sessions = open_sessions(settings)
    await seed(settings, sessions, library, TODAY, silently, (SAMIR,))
    await sessions.engine.dispose()
    for fresh in (False, True):
        with pytest.raises(CannotDemo, match="Empty this database"):
            await prepare_server(settings, fresh)


def test_two_demos_do_not_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "demo.db"
    with held(file), pytest.raises(CannotDemo, match="Another demo"), held(file):
        raise AssertionError("it was let in")
    with held(file):
        pass


def test_a_file_moves_with_what_sqlite_keeps_beside_it(tmp_path: Path) -> None:
    for name in ("demo.db", "demo.db-wal", "old.db", "old.db-shm"):
        (tmp_path / name).write_text(name)
    move(tmp_path / "demo.db", tmp_path / "old.db")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "old.db": "demo.db",
        "old.db-wal": "demo.db-wal",
    }


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////tmp/demo.db", "/tmp/demo.db"),
        ("sqlite:////tmp/my%20demo.db?timeout=30", "/tmp/my demo.db"),
        ("sqlite:///var/demo.db", str(Path(__file__).parents[2] / "var/demo.db")),
        ("postgresql://carryover@localhost/demo", None),
    ],
)
def test_the_file_of_a_database_is_known(url: str, file: str | None) -> None:
    found = database_file(settings_for(url))
    assert found == (None if file is None else Path(file))
