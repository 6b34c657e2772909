"""Puts what clients have told for months into a database by SQL: check-ins, and logs of slots."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator

import asyncpg

# So many dates are told in one statement.
CHUNK = 10
SLOT = "10:00"
# `k` is the number of the date, from the oldest on, and `n` that of who tells it. All tell the same
# of a date, so that a client has the same past in a small store and in a large one. Rows come in
# the order of their dates, as in life: those of one client lie far apart. Sleep and stress go along
# with pain, which is what takes most to tell.
CHECK_INS = """
INSERT INTO check_ins (id, created_at, client_id, on_date, pain_average, pain_worst, sleep_quality,
    sleep_hours, stress, pain_medicine, impact, body_map, red_flags, note, duration_s, recorded_at,
    ordered_at, digest, received_at{answered})
SELECT {id}, {evening}, id, {date}, k * 37 % 101 / 13, k * 37 % 101 / 13 + 2,
    8 - k * 37 % 101 / 13 + k % 3, 5.5 + k * 29 % 7 * 0.5, (k + 1) * 37 % 101 / 13 + k % 3,
    k % 5 = 0, k % 11 = 0, {spots}, {none},
    'A long day at the desk, better after the walk.', 41, {evening}, {evening}, {digest},
    {evening}{is_answered}
FROM {dates} CROSS JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM clients) AS who
ORDER BY k, n
"""
# Of nine slots seven are done, one is done in part and one is skipped.
LOGS = """
INSERT INTO logs (id, created_at, client_id, prescription_id, local_date, slot, outcome, reason,
    sets_done, pain_before, pain_after, effort, stop_signs, undone, recorded_at, ordered_at, digest,
    received_at)
SELECT {id}, {evening}, client_id, id, {date}, '{slot}',
    CASE (k + n) % 9 WHEN 0 THEN 'skipped' WHEN 1 THEN 'partial' ELSE 'done' END,
    CASE (k + n) % 9 WHEN 0 THEN 'no_time' END, CASE (k + n) % 9 WHEN 1 THEN 1 END,
    CASE (k + n) % 9 WHEN 0 THEN NULL ELSE k % 6 END,
    CASE (k + n) % 9 WHEN 0 THEN NULL ELSE k % 5 END, 3, {none}, false, {evening}, {evening},
    {digest}, {evening}
FROM {dates} CROSS JOIN (
    SELECT prescriptions.id, client_id, row_number() OVER (ORDER BY prescriptions.id) AS n
    FROM prescriptions JOIN prescription_versions ON prescription_id = prescriptions.id
) AS who
ORDER BY k, n
"""
SPOTS = """'[{"region": "neck", "side": "left", "role": "source", "tingling": false}]'"""
POSTGRESQL = {
    "id": "lpad(to_hex(k * 1000000 + n), 32, '0')::uuid",
    "date": "on_date",
    "evening": "(on_date + time '18:00') AT TIME ZONE 'UTC'",
    "spots": f"{SPOTS}::jsonb",
    "none": "'[]'::jsonb",
    "digest": "repeat('0', 64)",
    "dates": "(SELECT k, (now() AT TIME ZONE 'UTC')::date + (k - {days})::int AS on_date"
    " FROM generate_series({first}::bigint, {last}) AS k) AS dates",
}
SQLITE = {
    "id": "printf('%032x', k * 1000000 + n)",
    "date": "on_date",
    "evening": "on_date || ' 18:00:00.000000'",
    "spots": SPOTS,
    "none": "'[]'",
    "digest": "printf('%064d', 0)",
    "dates": "(WITH RECURSIVE c (k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM c"
    " WHERE k < {last}) SELECT k, date('now', (k - {days}) || ' days') AS on_date FROM c) AS dates",
}
# Whether a check-in is answered is a column of its own since 0009.
HAS_ANSWERED = """
SELECT 1 FROM information_schema.columns WHERE table_name = 'check_ins' AND column_name = 'answered'
"""
ANSWERED = {"answered": ", answered", "is_answered": ", true"}
NOT_YET = {"answered": "", "is_answered": ""}


async def live_past(url: str, days: int, until: int = 0) -> None:
    """Have every client check in on so many dates until yesterday, and log what she has to do.

    The last `until` dates are left open. On PostgreSQL the tables may be those of a version before.
    """
    if url.startswith("sqlite"):
        await asyncio.to_thread(_live_in_sqlite, url.removeprefix("sqlite:///"), days, until)
    else:
        await _live_in_postgresql(url, days, until)


async def _live_in_postgresql(url: str, days: int, until: int) -> None:
    connection = await asyncpg.connect(url)
    # What refers to what need not be looked up: it was read a moment ago.
    await connection.execute("SET synchronous_commit = off; SET session_replication_role = replica")
    answered = ANSWERED if await connection.fetchval(HAS_ANSWERED) else NOT_YET
    for statement in _statements(POSTGRESQL | answered, days, until):
        _tell("PostgreSQL", int((await connection.execute(statement)).split()[-1]))
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def _live_in_sqlite(file: str, days: int, until: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    for statement in _statements(SQLITE | ANSWERED, days, until):
        _tell("SQLite", connection.execute(statement).rowcount)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _statements(dialect: dict[str, str], days: int, until: int) -> Iterator[str]:
    for first in range(0, days - until, CHUNK):
        last = min(first + CHUNK, days - until) - 1
        span = {"days": days, "first": first, "last": last}
        parts = dialect | {"dates": dialect["dates"].format(**span), "slot": SLOT}
        yield CHECK_INS.format(**parts)
        yield LOGS.format(**parts)


def _tell(database: str, rows: int) -> None:
    if rows >= 100_000:
        sys.stderr.write(f"  {rows:,} more stored in {database}\n")
