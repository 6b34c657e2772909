"""Opening the engine of a database: how its connections are, and how its own transactions begin."""

import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.platform.database_urls import file_of, read_url
from api.platform.drivers import BEGIN, Driver
from api.platform.own_files import OWNER_ONLY
from api.platform.settings import Settings

log = structlog.get_logger("carryover.database")
BUSY_TIMEOUT_MS = 5_000
POOL_TIMEOUT_S = 2
# The option of the engine whose transactions are begun and ended by their leases.
LEASED = "carryover_leased"
SERVER_SETTINGS = {
    "jit": "off",
    "timezone": "UTC",
    # As which dates become text, whatever a server is set to.
    "datestyle": "ISO",
    # A client that vanished in the middle of a transaction loses its row locks after this time.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


def open_engine(settings: Settings) -> AsyncEngine:
    """Return a new engine for the database of these settings.

    Raises Fault if its URL cannot be used, OSError if the folder of a SQLite file cannot be made.
    """
    url = read_url(settings)
    engine = _sqlite(settings, url) if settings.is_sqlite else _postgres(settings, url)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _sqlite(settings: Settings, url: URL) -> AsyncEngine:
    file = file_of(settings)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = url.set(database=str(file))
    engine = create_async_engine(url, hide_parameters=True, pool_timeout=POOL_TIMEOUT_S)
    event.listen(engine.sync_engine, "do_connect", _make_private)
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "connect", _keep_private)
    return engine


def _postgres(settings: Settings, url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        # Transactions are begun and ended below: a statement that only reads needs none.
        isolation_level="AUTOCOMMIT",
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={"server_settings": SERVER_SETTINGS, "timeout": 5},
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    event.listen(engine.sync_engine, "commit", _commit_postgres)
    event.listen(engine.sync_engine, "rollback", _roll_back_postgres)
    return engine


def _make_private(_: Any, __: Any, arguments: list[Any], ___: Any) -> None:
    """Make the file of a new database, read by its owner alone before anything is in it.

    SQLite makes its other files with the same mode. What cannot be done, SQLite will explain.
    """
    file = Path(arguments[0])
    with suppress(OSError):
        if not file.exists():
            file.touch(OWNER_ONLY)


def _keep_private(connection: Any, _: Any) -> None:
    """Narrow the files of a database that others could read, which is told once.

    Only once it has been opened: a URL may name by mistake what is no database. And without
    opening it here: closing it would give up the locks that this process holds on it.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA database_list")
    main = cursor.fetchone()[2]
    cursor.close()
    files = [Path(f"{main}{ending}") for ending in ("", "-wal", "-shm")]
    with suppress(OSError):
        modes = {each: stat.S_IMODE(each.stat().st_mode) for each in files if each.is_file()}
        wide = [each for each, mode in modes.items() if mode & ~OWNER_ONLY]
        for each in wide:
            each.chmod(modes[each] & OWNER_ONLY)
        if wide:
            first = wide[0]
            log.warning("database_file_narrowed", file=first.name, mode=f"{modes[first]:04o}")


def _configure_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # The driver must not begin transactions of its own.
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # What is deleted is overwritten, since it may have been somebody's.
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin for who uses the engine itself, since neither driver begins of its own accord."""
    if not connection.get_execution_options().get(LEASED):
        Driver(connection).say_at_once(BEGIN[connection.dialect.name])


def _commit_postgres(connection: Connection) -> None:
    if not connection.get_execution_options().get(LEASED):
        Driver(connection).say_at_once("COMMIT")


def _roll_back_postgres(connection: Connection) -> None:
    if not connection.invalidated and not connection.get_execution_options().get(LEASED):
        Driver(connection).say_at_once("ROLLBACK")


def _refuse_closed(connection: Any, _: Any, __: Any) -> None:
    """Have the pool open another connection instead of one that the server has closed."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
