"""The other stories come into the file that is served one by one, each whole or not at all."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import uvloop

from api.library import load
from api.platform.db import open_sessions, transaction
from demo.copying import joining, publish
from demo.engines import open_alone
from demo.seed import staged, tell
from demo.stories.samir import SAMIR
from tests.databases import settings_for
from tests.demo.readers import TODAY
from tests.demo.seeding import seed_file, silently
from tests.demo.test_seeding import content

OTHER = replace(SAMIR, key="selma", name="Selma Haddad")


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """A file with a single story, of which `demo.db` beside it is the copy that is served."""
    seed_file(tmp_path / "first.db", TODAY, (SAMIR,))
    publish(tmp_path / "first.db", tmp_path / "demo.db")
    return tmp_path / "first.db"


def tell_another(seeded: Path) -> None:
    async def run() -> None:
        settings = settings_for(f"sqlite:///{seeded}")
        sessions = open_alone(settings)
        await tell(staged(settings, sessions, load(), TODAY), OTHER, silently)
        await sessions.engine.dispose()

    uvloop.run(run())


def names(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        return {name for (name,) in database.execute("SELECT name FROM accounts")}


def run_in(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement)


def test_a_story_told_later_is_the_same_as_one_told_at_once(seeded: Path) -> None:
    served = seeded.with_name("demo.db")
    with joining(seeded, served) as joins:
        tell_another(seeded)
        assert OTHER.name not in names(served)
        joins.join()
        assert OTHER.name in names(served)
        joins.join()
    seed_file(seeded.with_name("at-once.db"), TODAY, (SAMIR, OTHER))
    assert content(served) == content(seeded.with_name("at-once.db"))


def test_what_was_done_meanwhile_stays_done(seeded: Path) -> None:
    served = seeded.with_name("demo.db")
    with joining(seeded, served) as joins:
        run_in(served, "DELETE FROM logs")
        run_in(served, f"UPDATE accounts SET name = 'Sam' WHERE name = '{SAMIR.name}'")
        tell_another(seeded)
        joins.join()
    assert {"Sam", OTHER.name} <= names(served)
    assert SAMIR.name not in names(served)
    with closing(sqlite3.connect(served)) as database:
        logged = database.execute("SELECT count(*) FROM logs").fetchone()[0]
        in_both = database.execute("SELECT count(*) FROM check_ins").fetchone()[0]
    assert (logged, in_both) == (len(content(seeded)["logs"]) // 2, 2)


def test_a_story_that_cannot_come_whole_does_not_come(seeded: Path) -> None:
    served = seeded.with_name("demo.db")
    with joining(seeded, served) as joins:
        tell_another(seeded)
        before = content(served)
        run_in(
            served, "CREATE TRIGGER full BEFORE INSERT ON logs BEGIN SELECT RAISE(FAIL, 'no'); END"
        )
        with pytest.raises(sqlite3.IntegrityError):
            joins.join()
        assert content(served) == before
        run_in(served, "DROP TRIGGER full")
        joins.join()
    assert OTHER.name in names(served)


def test_the_file_that_is_served_is_its_owners_and_alone(seeded: Path) -> None:
    served = seeded.with_name("demo.db")
    assert served.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in seeded.parent.glob("demo*")} == {"demo.db"}
    assert content(served) == content(seeded)


async def test_what_is_served_may_be_written_while_a_story_waits_to_come(seeded: Path) -> None:
    served = seeded.with_name("demo.db")
    sessions = open_sessions(settings_for(f"sqlite:///{served}"))
    with joining(seeded, served):
        async with transaction(sessions) as session:
            await session.connection()
    await sessions.engine.dispose()
