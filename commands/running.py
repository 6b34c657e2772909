"""Running a command: its settings, its database, and the one line with which it fails."""

import asyncio
import json
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, NoReturn, TypeVar

import structlog
import typer
import uvloop
from pydantic import ValidationError
from pydantic_settings import SettingsError

from api.platform.database_faults import fault_of
from api.platform.db import Sessions, open_sessions, transaction
from api.platform.log_lines import configure_logs
from api.platform.schema import require_schema
from api.platform.settings import SECRETS, Settings

log = structlog.get_logger("carryover.server")
T = TypeVar("T")
# How the driver names its threads, one a connection; none is waited for longer than this.
DRIVER = "_connection_worker_thread"
GOODBYE_S = 2.0


def read_settings(**given: Any) -> Settings:
    """Return the settings; every one that is wrong is named."""
    try:
        with warnings.catch_warnings():
            # A secret that is no file is a warning of the library, and then missing.
            warnings.simplefilter("error")
            return Settings(**given)
    except ValidationError as error:
        fail("; ".join(f"{_name(each['loc'])}: {_why(each['msg'])}" for each in error.errors()))
    except (OSError, SettingsError, UserWarning) as error:
        _fail_of_secret(error.__cause__ or error)


def run(settings: Settings, job: Callable[[], Awaitable[T]]) -> T:
    """Run a job to its end; an error that an operator can mend becomes one line and exit code 1."""
    configure_logs()
    with telling(settings), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_ended(job))


@contextmanager
def telling(settings: Settings) -> Iterator[None]:
    """Make one line and exit code 1 of an error in the block that an operator can mend."""
    try:
        yield
    except Exception as error:
        fault = fault_of(error, settings)
        if fault is None:
            raise
        fail(str(fault))


async def _ended(job: Callable[[], Awaitable[T]]) -> T:
    """Run a job, and wait for the driver's threads, which say goodbye to the loop."""
    try:
        return await job()
    finally:
        await drivers_gone()


async def drivers_gone(within_s: float = GOODBYE_S) -> None:
    """Wait for the threads of SQLite's driver, for none of them longer than so many seconds."""
    for each in threading.enumerate():
        # One that another thread has yet to start is listed as well, and cannot be waited for.
        if DRIVER in each.name and each.is_alive():
            await asyncio.to_thread(each.join, within_s)


def run_with_database(settings: Settings, job: Callable[[Sessions], Awaitable[T]]) -> T:
    """Run a job on the database of the settings."""

    async def with_sessions() -> T:
        async with opened(settings) as sessions:
            return await job(sessions)

    return run(settings, with_sessions)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Sessions]:
    """Yield sessions, and close them: a thread of an open SQLite file keeps a process from ending.

    Raises what `open_sessions` raises.
    """
    sessions = open_sessions(settings)
    try:
        yield sessions
    finally:
        await sessions.engine.dispose()


async def look_at(sessions: Sessions, settings: Settings) -> None:
    """Look at the database before anything starts; one that is only away may come back."""
    try:
        async with transaction(sessions) as session:
            await require_schema(session)
    except Exception as error:
        fault = fault_of(error, settings)
        if fault is None or not fault.passes:
            raise
        log.error("database_unavailable", job="start", told=str(fault))


def show(found: Mapping[str, object]) -> None:
    """Print what a command has made or found as a line of JSON."""
    sys.stdout.write(json.dumps(found) + "\n")


def fail(told: str) -> NoReturn:
    """End with one line on standard error and exit code 1."""
    typer.echo(told, err=True)
    raise typer.Exit(1)


def _fail_of_secret(error: BaseException) -> NoReturn:
    where = getattr(error, "filename", None) or SECRETS
    why = getattr(error, "strerror", None) or "not all of it is files with text"
    fail(f"{where}: a secret cannot be read ({why}). The user of this process has to be able to.")


def _name(loc: tuple[Any, ...]) -> str:
    name = str(loc[0])
    return name if name.isupper() else f"CARRYOVER_{name.upper()}"


def _why(told: str) -> str:
    return told.removeprefix("Value error, ")
