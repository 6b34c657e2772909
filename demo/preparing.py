"""Making sure that the database holds stories that end today: seed it, replace it, or keep it."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from api.library import load
from api.platform.clock import clock_of
from api.platform.migrate import upgrade
from api.platform.processes import quieten_collector
from api.platform.settings import Settings
from api.rules.instants import zone
from demo.copying import publish
from demo.databases import Seeding, move, read_seeding, remove
from demo.engines import open_alone
from demo.plots import BERLIN, Story
from demo.progress import bar, quiet, say
from demo.refusals import CannotDemo
from demo.rest import Rest
from demo.seed import seed
from demo.stories import STORIES


async def prepare_file(settings: Settings, file: Path, fresh: bool) -> tuple[date, Rest | None]:
    """Make a SQLite file hold the first of the stories that end today, unless it has all of them.

    Returns today's date, and what is still to be told. A file with older stories, or with some of
    today's, is moved aside, or replaced if `fresh`. Raises CannotDemo if it is not the demo's.
    """
    today = _today(settings)
    found = await read_seeding(settings) if _is_there(file) else None
    if not fresh and _is_good(found, today):
        return today, None
    if found and not fresh:
        aside = file.with_name(f"{file.stem}-{found.today}{file.suffix}")
        move(file, aside)
        why = (
            f"Its stories ended on {found.today}"
            if found.whole
            else "Not all its stories were told"
        )
        say(f"{why}: moved aside to {aside.name}.")
    return today, await _seed_file(settings, file, today)


async def prepare_server(settings: Settings, fresh: bool) -> date:
    """Make a database on a server hold the stories; return the date on which they end.

    It is seeded only if it is empty; the demo never empties a server's database.
    """
    today = _today(settings)
    found = await read_seeding(settings)
    if found is None:
        await _seed_server(settings, today)
        return today
    if fresh or not found.whole:
        raise CannotDemo("Only a SQLite file is seeded anew. Empty this database, or name another.")
    if not _is_good(found, today):
        say(f"The stories in it ended on {found.today}. Empty the database to have new ones.")
    return found.today


def _today(settings: Settings) -> date:
    return clock_of(settings).now().astimezone(zone(BERLIN)).date()


def _is_there(file: Path) -> bool:
    return file.exists()


def _is_good(found: Seeding | None, today: date) -> bool:
    if found is None or not found.whole or found.today != today:
        return False
    say("Seeded already today.")
    return True


async def _seed_file(settings: Settings, file: Path, today: date) -> Rest:
    """Tell the first story in another file, and put a copy of it where it is served."""
    seeded = file.with_name(f"{file.name}.seeding")
    remove(seeded)
    url = SecretStr(f"sqlite:///{seeded}")
    apart = settings.model_copy(update={"database_url": url})
    started = time.monotonic()
    try:
        await _seed(apart, today, STORIES[:1])
        publish(seeded, file)
    except BaseException:
        remove(seeded)
        raise
    say(
        f"{STORIES[0].name}'s story is told after {time.monotonic() - started:.0f} s; "
        f"the other {len(STORIES) - 1} are told while the demo serves."
    )
    return Rest(apart, seeded, file, today, started)


async def _seed_server(settings: Settings, today: date) -> None:
    started = time.monotonic()
    await _seed(settings, today, STORIES)
    say(f"Seeded in {time.monotonic() - started:.0f} s.")


async def _seed(settings: Settings, today: date, stories: Sequence[Story]) -> None:
    say("Seeding twelve weeks of an example practice, through the API as any phone would:")
    quieten_collector()
    sessions = open_alone(settings)
    try:
        await upgrade(sessions)
        with quiet():
            await seed(settings, sessions, load(), today, bar, stories)
    finally:
        await sessions.engine.dispose()
