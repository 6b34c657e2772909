"""Sessions and transactions: the only place that commits."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import DBAPIError, InterfaceError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.platform.base import Base
from api.platform.drivers import BEGIN
from api.platform.engines import LEASED, POOL_TIMEOUT_S, open_engine
from api.platform.leases import LEASE, Lease, LeasedSession
from api.platform.lines import Line
from api.platform.settings import Settings

# SQLSTATEs: connection lost, resources, shutting down, deadlock or serialization, lock timeout,
# no entry for this role or database, no such table, which is a database not migrated yet, and a
# statement that was prepared before a migration, which is prepared anew the next time.
RETRYABLE_STATES = ("08", "53", "57P", "40", "55P03", "28", "3D000", "42P01", "0A000")
REFERS_TO_NOTHING = "23503"
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
    engine = open_engine(settings)
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


def is_gone(error: BaseException) -> bool:
    """Tell whether what a request found a moment ago is there no more: somebody was erased.

    On SQLite nothing changes within a transaction: what refers to nothing is a fault of ours there.
    """
    return isinstance(error, NoResultFound) or _state(error) == REFERS_TO_NOTHING


def _is_retryable(error: BaseException) -> bool:
    return _state(error).startswith(RETRYABLE_STATES)


def _state(error: BaseException) -> str:
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""
