"""Rows of many clients in one statement: those that are asked for, and found by an index."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, select, text

from api.insights import adherence, series
from api.insights.pain import _AVERAGES, _PAIN
from api.platform.db import Sessions, transaction
from api.platform.many import Span, among, parameters, read_within
from api.tables import Reminder
from push.turn import briefs, claims, facts, neighbours, phones, results
from tests.acting.care import Care
from tests.acting.pasts import pain, store_check_ins
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.statements import plan_of, reads_all

# Check-ins of people who are not there otherwise; their dates are those of one year.
OTHERS = """
INSERT INTO check_ins (id, created_at, client_id, on_date, pain_average, body_map, red_flags,
    recorded_at, ordered_at, digest, received_at, answered)
SELECT lpad(to_hex(n), 32, '0')::uuid, now(), lpad(to_hex(n % 400), 32, '0')::uuid,
    date '2025-03-01' + (n / 400)::int, n % 11, '[]', '[]', now(), now(), '0', now(), true
FROM generate_series(1, {count}) AS n
"""
# Of a table that is empty PostgreSQL would read all, even where it is told not to.
DELIVERIES = """
INSERT INTO deliveries (id, created_at, reminder_id, device_id, state, target_hash,
    target_generation, dispatched_at)
SELECT lpad(to_hex(n), 32, '0')::uuid, now(), lpad(to_hex(n), 32, '0')::uuid,
    lpad(to_hex(n), 32, '0')::uuid, 'accepted', '0', 1, now()
FROM generate_series(1, {count}) AS n
"""
WEEKS = """
INSERT INTO weekly_check_ins (id, created_at, client_id, monday, energy, goals, recorded_at,
    ordered_at, digest, received_at, answered)
SELECT lpad(to_hex(n), 32, '0')::uuid, now(), lpad(to_hex(n % 400), 32, '0')::uuid,
    date '2025-03-03' + 7 * (n / 400)::int, n % 11, '[]', now(), now(), '0', now(), true
FROM generate_series(1, {count}) AS n
"""
SIZE = 20
THESE: Select[UUID] = select(Reminder.id).where(among(Reminder.id), Reminder.attempts == 0)
# What the worker looks up by many ids at once, and what it is given besides.
LOOKS: dict[str, tuple[Any, dict[str, Any]]] = {
    "held": (claims._FENCE, {"mine": uuid4(), "least": NOW}),
    "context": (facts._CONTEXT, {"now": NOW, "since": NOW.date()}),
    "phones": (phones._PHONES, {}),
    "briefs": (briefs._BRIEFS, {"since": NOW}),
    "deliveries": (facts._DELIVERIES, {}),
    "around": (neighbours._AROUND, {"since": NOW, "until": NOW}),
    "ahead": (neighbours._AHEAD, {"since": NOW, "until": NOW}),
    "ours": (results._OURS, {"mine": uuid4()}),
}


@pytest.fixture
async def crowded(care: Care) -> Care:
    async with care.sessions.engine.begin() as connection:
        # What they refer to is not looked up.
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(OTHERS.format(count=100_000)))
        await connection.execute(text("ANALYZE check_ins"))
    return care


@pytest.fixture
async def filled(sessions: Sessions) -> Sessions:
    if sessions.engine.dialect.name == "postgresql":
        async with sessions.engine.begin() as connection:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            for rows in (OTHERS, DELIVERIES, WEEKS):
                await connection.execute(text(rows.format(count=10_000)))
            await connection.execute(text("ANALYZE check_ins, deliveries, weekly_check_ins"))
    return sessions


# The plans of SQLite do not depend on how much there is.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "query", [_PAIN, _AVERAGES, series._WITHIN], ids=["pain", "averages", "entries"]
)
async def test_one_clients_dates_are_found_by_an_index(crowded: Care, query: Any) -> None:
    spans = [Span(crowded.ana.id, date(2025, 6, 1), date(2026, 3, 2))]
    steps = await plan_of(crowded.sessions, query["postgresql"], parameters(spans), few=False)
    assert not any("Scan on check_ins" in step and reads_all(step) for step in steps), steps


async def test_spans_are_each_clients_own_and_include_both_ends(care: Care, casting: Any) -> None:
    other = await care.of_someone_new(casting)
    first = date(2026, 2, 1)
    for one in (care, other):
        await store_check_ins(one, first, pain(*range(9)))

    def span(who: Care, from_day: int, to_day: int) -> Span:
        return Span(who.ana.id, first.replace(day=from_day), first.replace(day=to_day))

    async def read(*spans: Span) -> list[tuple[UUID, int]]:
        async with transaction(care.sessions, write=False) as session:
            rows = await read_within(session, _PAIN, spans)
        return sorted((client_id, value) for client_id, _, value, _ in rows)

    ana, eve = care.ana.id, other.ana.id
    assert await read() == []
    assert await read(span(care, 2, 3), span(other, 5, 5)) == sorted([(ana, 1), (ana, 2), (eve, 4)])
    assert await read(span(care, 3, 2)) == []
    assert await read(span(care, 2, 3), span(care, 3, 4)) == [(ana, n) for n in (1, 2, 2, 3)]


async def test_logs_are_found_by_an_index(care: Care) -> None:
    dialect = care.sessions.engine.dialect.name
    spans = parameters([Span(care.ana.id, date(2026, 2, 1), date(2026, 3, 2))])
    steps = await plan_of(care.sessions, adherence._LOGS[dialect], spans)
    assert not any(" logs" in step and reads_all(step) for step in steps), steps


@pytest.mark.parametrize("count", [0, 1, SIZE])
async def test_those_whose_ids_are_given_are_found(sessions: Sessions, count: int) -> None:
    crowd = await gather_crowd(sessions, SIZE, NOW, NOW)
    ids = list(crowd.reminders[:count])
    async with transaction(sessions, write=False) as session:
        connection = await session.connection()
        found = await connection.scalars(THESE, {"ids": [*ids, uuid4()]})
        assert sorted(found) == sorted(ids)


@pytest.mark.parametrize("name", LOOKS)
async def test_they_are_looked_up_by_an_index(filled: Sessions, name: str) -> None:
    statement, values = LOOKS[name]
    plan = await plan_of(filled, statement, {"ids": [uuid4() for _ in range(SIZE)], **values})
    assert plan
    assert not [step for step in plan if reads_all(step)]
