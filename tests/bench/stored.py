"""Puts a practice's past into a database by SQL: what a worker has to find its way through."""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime

import asyncpg

from api.platform.db import Sessions
from tests.push.crowds import gather_crowd

# Of each client so many: nearly all are over, spread over 92 days, and 3 % are to come in the next
# three. These begin two hours from now, so that none falls due while something is measured.
EACH, OVER = 400, 388
HOUR, DAY = 3600, 86_400
# So many clients are given theirs in one statement.
CHUNK = 500

# Seconds from now, by the number `k` of a client's reminder and the number `n` of the client. The
# clients are a little apart from each other.
DUE = f"""CASE WHEN k < {OVER} THEN (k - {OVER}) * {92 * DAY} / {OVER} - n % {HOUR}
    ELSE {2 * HOUR} + (k - {OVER}) * {69 * HOUR} / {EACH - OVER} + n % {HOUR} END"""
STATE = f"""CASE WHEN k >= {OVER} THEN 'scheduled' WHEN (k + n) % 10 < 6 THEN 'sent'
    WHEN (k + n) % 10 < 9 THEN 'skipped' ELSE 'expired' END"""
# The same in either dialect, once it is known how to write an id and a time in it.
ROWS = """
INSERT INTO reminders (id, created_at, account_id, source, subject_id, prescription_id, local_date,
    slot, plan_revision, tzdb_version, due_at, expires_at, state, reason, next_attempt_at, attempts)
SELECT {id}, {now}, account, 'prescription', subject, subject, {date}, 'k' || k, 0, '2026a',
    {at}, {expires}, state,
    CASE state WHEN 'skipped' THEN 'done' WHEN 'expired' THEN 'expired' END,
    {at}, CASE state WHEN 'scheduled' THEN 0 ELSE 1 END
FROM (
    SELECT *, {due} AS due, {state} AS state FROM (
        SELECT id AS subject, client_id AS account, row_number() OVER (ORDER BY id) AS n
        FROM prescriptions ORDER BY id LIMIT {limit}
    ) AS plans CROSS JOIN {ks}
) AS each
"""
POSTGRESQL = ROWS.format(
    id=f"lpad(to_hex(n * {EACH} + k), 32, '0')::uuid",
    now="now()",
    date="(now() + due * interval '1 s')::date",
    at="now() + due * interval '1 s'",
    expires=f"now() + (due + {2 * HOUR}) * interval '1 s'",
    due=DUE,
    state=STATE,
    limit="$1 OFFSET $2",
    ks=f"generate_series(0::bigint, {EACH - 1}) AS k",
)
FORMAT = "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', {} || ' seconds')"
SQLITE = ROWS.format(
    id=f"printf('%032x', n * {EACH} + k)",
    now=FORMAT.format(0),
    date="date('now', due || ' seconds')",
    at=FORMAT.format("due"),
    expires=FORMAT.format(f"(due + {2 * HOUR})"),
    due=DUE,
    state=STATE,
    limit="? OFFSET ?",
    ks=f"(WITH RECURSIVE c (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM c WHERE k < {EACH - 1})"
    " SELECT k FROM c)",
)


async def store(sessions: Sessions, url: str, reminders: int) -> None:
    """Store so many reminders, of as many clients as that takes."""
    now = datetime.now(UTC)
    people = reminders // EACH
    await gather_crowd(sessions, people, now, now, per_client=0)
    if url.startswith("sqlite"):
        await asyncio.to_thread(_store_in_sqlite, url.removeprefix("sqlite:///"), people)
    else:
        await _store_in_postgresql(url, people)


async def _store_in_postgresql(url: str, people: int) -> None:
    connection = await asyncpg.connect(url)
    # What refers to what need not be looked up: it was read a moment ago.
    await connection.execute("SET synchronous_commit = off; SET session_replication_role = replica")
    insert = await connection.prepare(POSTGRESQL)
    for first in range(0, people, CHUNK):
        await insert.fetch(CHUNK, first)
        _tell("PostgreSQL", first + CHUNK)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def _store_in_sqlite(file: str, people: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -500000")
    for first in range(0, people, CHUNK):
        connection.execute(SQLITE, (CHUNK, first))
        _tell("SQLite", first + CHUNK)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _tell(database: str, people: int) -> None:
    if people % (5 * CHUNK) == 0:
        sys.stderr.write(f"  {people * EACH:,} reminders stored in {database}\n")
