"""Making sure that the database holds stories that end today: seed it, replace it, or keep it."""

import logging
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import structlog
import typer
from pydantic import SecretStr

from api.library import load
from api.platform.clock import clock_of
from api.platform.migrate import upgrade
from api.platform.settings import Settings
from api.rules.instants import zone
from demo.databases import Seeding, move, read_seeding, remove, synchronize
from demo.engines import open_alone
from demo.plots import BERLIN
from demo.refusals import CannotDemo
from demo.seed import Moment, seed


async def prepare_file(settings: Settings, file: Path, fresh: bool) -> date:
    """Make a SQLite file hold stories that end today; return today's date.

    A file with older stories is moved aside, or replaced if `fresh`. Raises CannotDemo if the file
    is not the demo's.
    """
    today = _today(settings)
    found = await read_seeding(settings) if _is_there(file) else None
    if not fresh and _is_good(found, today):
        return today
    if found and not fresh:
        aside = file.with_name(f"{file.stem}-{found.today}{file.suffix}")
        move(file, aside)
        say(f"Its stories ended on {found.today}: moved aside to {aside.name}.")
    await _seed_file(settings, file, today)
    return today


async def prepare_server(settings: Settings, fresh: bool) -> date:
    """Make a database on a server hold the stories; return the date on which they end.

    It is seeded only if it is empty; the demo never empties a server's database.
    """
    today = _today(settings)
    found = await read_seeding(settings)
    if found is None:
        await _seed(settings, today)
        return today
    if fresh or not found.whole:
        raise CannotDemo("Only a SQLite file is seeded anew. Empty this database, or name another.")
    if not _is_good(found, today):
        say(f"The stories in it ended on {found.today}. Empty the database to have new ones.")
    return found.today


def say(line: str) -> None:
    """Print a line for the operator on standard error."""
    typer.echo(line, err=True)


def _today(settings: Settings) -> date:
    return clock_of(settings).now().astimezone(zone(BERLIN)).date()


def _is_there(file: Path) -> bool:
    return file.exists()


def _is_good(found: Seeding | None, today: date) -> bool:
    if found is None or not found.whole or found.today != today:
        return False
    say("Seeded already today.")
    return True


async def _seed_file(settings: Settings, file: Path, today: date) -> None:
    """Seed another file, then move it into place, so that the file is never incomplete."""
    unfinished = file.with_name(f"{file.name}.seeding")
    remove(unfinished)
    url = SecretStr(f"sqlite:///{unfinished}")
    try:
        await _seed(settings.model_copy(update={"database_url": url}), today)
        synchronize(unfinished)
        move(unfinished, file)
    finally:
        remove(unfinished)


async def _seed(settings: Settings, today: date) -> None:
    say("Seeding twelve weeks of an example practice, through the API as any phone would:")
    started = time.monotonic()
    sessions = open_alone(settings)
    try:
        await upgrade(sessions)
        with _quiet():
            await seed(settings, sessions, load(), today, _bar)
    finally:
        await sessions.engine.dispose()
    say(f"Seeded in {time.monotonic() - started:.0f} s.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress the log lines of the seeding's thousands of requests."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


def _bar(moments: Sequence[Moment], name: str) -> AbstractContextManager[Iterable[Moment]]:
    return typer.progressbar(moments, label=f"  {name:<18}", file=sys.stderr)
