"""Locks that a test holds against the product's processes, so that one stops where it is wanted."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg

from tests.waiting import WITHIN_S, until

# SQLite's driver belongs to one thread, and these are held by another than took them.
# So often a worker is given something to claim until it is caught in between.
TRIES = 50
SQLITE: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def file_of(url: str) -> str:
    """Return the file of a SQLite database."""
    return url.partition(":///")[2]


def can_write(url: str) -> bool:
    """Tell whether SQLite's lock is to be had: whoever stands still with it keeps it for good."""
    with closing(sqlite3.connect(file_of(url), timeout=5, **SQLITE)) as one:
        try:
            one.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        one.execute("ROLLBACK")
        return True


@asynccontextmanager
async def locked(url: str, table: str) -> AsyncIterator[None]:
    """Keep everyone from writing to a table; on SQLite, from writing at all."""
    if is_sqlite(url):
        with closing(sqlite3.connect(file_of(url), timeout=WITHIN_S, **SQLITE)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"BEGIN; LOCK TABLE {table} IN SHARE MODE")
        yield
    finally:
        await connection.close()


async def until_blocked(url: str, table: str, settle_s: float) -> None:
    """Wait until a process stands before a locked table; SQLite cannot tell, so wait a while."""
    if is_sqlite(url):
        await asyncio.sleep(settle_s)
        return
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::text::regclass"
    connection = await asyncpg.connect(url)
    try:
        await until(lambda: connection.fetchval(query, table), f"one to wait for {table}")
    finally:
        await connection.close()


@asynccontextmanager
async def locked_after_the_claim(
    url: str, give: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Take SQLite's lock between a worker's claim and its mark, and keep it.

    What is claimed is given by `give`, and once more as often as the mark comes first.
    """
    with closing(sqlite3.connect(file_of(url), timeout=0, **SQLITE)) as holder:
        for _ in range(TRIES):
            await give()
            if await asyncio.to_thread(_snatch, holder):
                break
        else:
            raise AssertionError("the mark always came first")
        yield
        holder.execute("ROLLBACK")


def _snatch(holder: sqlite3.Connection) -> bool:
    """Ask for the lock so often that it is ours as soon as a claim is committed.

    Returns whether it was before a mark, else as soon as nothing is left to be claimed.
    """
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        try:
            holder.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            continue
        if holder.execute(_CLAIMED_ALONE).fetchone():
            return True
        is_over = not holder.execute(_OPEN).fetchone()
        holder.execute("ROLLBACK")
        if is_over:
            return False
    raise AssertionError("nobody claimed anything")


_OPEN = "SELECT 1 FROM reminders WHERE state = 'scheduled'"
_CLAIMED_ALONE = """
SELECT 1 FROM reminders r WHERE state = 'claimed'
AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.reminder_id = r.id)
"""
