"""Engine, sessions and transactions: the only place that commits."""

import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)

from api.platform.base import Base
from api.platform.database_urls import file_of, read_url
from api.platform.leases import Lease, LeasedSession
from api.platform.lines import Line
from api.platform.settings import Settings
from api.platform.statements import LEASE, Driver

log = structlog.get_logger("carryover.database")
BUSY_TIMEOUT_MS = 5_000
POOL_TIMEOUT_S = 2
OWNER_ONLY = 0o600
# The option of the engine whose transactions are begun and ended by their leases.
LEASED = "carryover_leased"
# Writers of SQLite take the lock at once: it fails a read that becomes a write instead of waiting.
BEGIN = {"postgresql": "BEGIN", "sqlite": "BEGIN IMMEDIATE"}
# SQLSTATEs: connection lost, resources, shutting down, deadlock or serialization, lock timeout,
# no entry for this role or database, and no such table, which is a database not migrated yet.
RETRYABLE_STATES = ("08", "53", "57P", "40", "55P03", "28", "3D000", "42P01")
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
Write = Callable[[AsyncSession], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens sessions on one engine, of which `leased` are the connections for transactions.

    `line` is before PostgreSQL's connections; SQLite's are not limited.
    """

    engine: AsyncEngine
    leased: Engine
    line: Line | None


def open_sessions(settings: Settings) -> Sessions:
    """Return sessions on a new engine for the database of these settings.

    Raises Fault if its URL cannot be used, OSError if the folder of a SQLite file cannot be made.
    """
    engine = _open_engine(settings)
    event.listen(engine.sync_engine, "begin", _begin)
    leased = engine.sync_engine.execution_options(**{LEASED: True})
    line = None if settings.is_sqlite else Line(settings.database_pool, POOL_TIMEOUT_S)
    return Sessions(engine, leased, line)


@asynccontextmanager
async def transaction(sessions: Sessions, *, write: bool = True) -> AsyncIterator[AsyncSession]:
    """Yield a session; commit if the block succeeds, roll back if it raises.

    In either case, what was passed to `apart` is written afterwards, in a transaction of its own.
    One that only reads sees with each statement what is committed by then, as PostgreSQL's do.
    PoolTimeout if too many wait for a connection already.
    """
    async with _turn(sessions.line):
        apart_from_it: list[Write] = []
        try:
            async with _writing(sessions) if write else _reading(sessions) as session:
                session.info["apart"] = apart_from_it
                yield session
        finally:
            if apart_from_it:
                async with _writing(sessions) as session:
                    for write_apart in apart_from_it:
                        await write_apart(session)


@asynccontextmanager
async def _turn(line: Line | None) -> AsyncIterator[None]:
    if line is None:
        yield
    else:
        with line.standing():
            async with line.turn():
                yield


@asynccontextmanager
async def _writing(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    async with _leased(sessions, BEGIN[sessions.leased.dialect.name]) as (session, lease):
        try:
            yield session
            if lease.has_objects or session.new:
                await session.flush()
            await _write_last(session)
            await lease.end("COMMIT")
        except BaseException:
            await lease.end("ROLLBACK")
            raise


@asynccontextmanager
async def _reading(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    async with _leased(sessions, None) as (session, _):
        try:
            yield session
        finally:
            await _write_last(session)


@asynccontextmanager
async def _leased(
    sessions: Sessions, begin: str | None
) -> AsyncIterator[tuple[AsyncSession, Lease]]:
    lease, writes = Lease(sessions.leased, begin), begin is not None
    session = AsyncSession(
        sync_session_class=LeasedSession,
        expire_on_commit=False,
        autoflush=writes,
        info={LEASE: lease, "at_end": []},
    )
    try:
        yield session, lease
    finally:
        await lease.give_back(session)


async def _write_last(session: AsyncSession) -> None:
    last: list[Write] = session.info["at_end"]
    for write in last:
        await write(session)


def at_end(session: AsyncSession, write: Write) -> None:
    """Have something written at the end of this transaction, by one statement.

    If the block raises, one that writes leaves it out; one that only reads writes it even then,
    since it notes what was shown.
    """
    session.info["at_end"].append(write)


def apart(session: AsyncSession, write: Write) -> None:
    """Have something written after this transaction, even if the transaction is rolled back."""
    session.info["apart"].append(write)


def dialect_of(session: AsyncSession) -> str:
    """Return the name of the dialect of a session: postgresql or sqlite."""
    lease: Lease = session.info[LEASE]
    return lease.dialect.name


def insert_into(session: AsyncSession, model: type[Base]) -> PostgresInsert | SqliteInsert:
    """Return an INSERT with ON CONFLICT support, in the dialect of this session."""
    if dialect_of(session) == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def is_unavailable(error: BaseException) -> bool:
    """Tell whether an error means that the database is unreachable or too busy at the moment."""
    # An OSError without a file name is one of the network: refused, unreachable, unknown host.
    if isinstance(error, PoolTimeout) or (isinstance(error, OSError) and error.filename is None):
        return True
    if isinstance(error, DBAPIError):
        lost = error.connection_invalidated or isinstance(error, InterfaceError)
        return lost or isinstance(error, OperationalError) or _is_retryable(error)
    return _is_retryable(error)


def _is_retryable(error: BaseException) -> bool:
    state = getattr(getattr(error, "orig", error), "sqlstate", None) or ""
    return state.startswith(RETRYABLE_STATES)


def _open_engine(settings: Settings) -> AsyncEngine:
    url = read_url(settings)
    if settings.is_sqlite:
        file = file_of(settings)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        url = url.set(database=str(file))
        engine = create_async_engine(url, hide_parameters=True, pool_timeout=POOL_TIMEOUT_S)
        event.listen(engine.sync_engine, "do_connect", _make_private)
        event.listen(engine.sync_engine, "connect", _configure_sqlite)
        event.listen(engine.sync_engine, "connect", _keep_private)
        return engine
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
