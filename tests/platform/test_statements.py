"""Fixed statements on the driver's own connection: what goes in, comes out and goes wrong."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    PendingRollbackError,
    ResourceClosedError,
)

from api.platform.db import at_end, is_unavailable, transaction
from api.platform.ids import new_id
from api.platform.statements import KNOWN, LEASE, _compile, fetch, fetch_one, run_many
from api.tables import AuditEvent, CheckIn, Practice
from tests.acting.care import body_of
from tests.statements import asked_in_transactions
from tests.waiting import until

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRACTICE = insert(Practice)
NAMED = select(Practice).where(Practice.name == bindparam("name"))
EVENT = insert(AuditEvent).returning(AuditEvent)
TOLD = select(CheckIn).where(CheckIn.client_id == bindparam("client"))


def practice(name: str = "Praxis") -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": NOW,
        "name": name,
        "timezone": "Europe/Berlin",
        "country": None,
        "admins_need_second_factor": False,
    }


async def names(sessions) -> list[str]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(select(Practice.name)))


async def test_what_comes_out_is_what_the_session_has(care):
    await care.check_in("2026-03-02", pain_average=3, sleep_hours=6.5, note="ä", impact=True)
    async with transaction(care.sessions, write=False) as session:
        row = await fetch_one(session, TOLD, {"client": care.ana.id})
        entity = (await session.scalars(TOLD, {"client": care.ana.id})).one()
        for column in CheckIn.__table__.columns:
            ours, its = getattr(row, column.key), getattr(entity, column.key)
            assert (ours, isinstance(ours, type(its))) == (its, True), column.key
    assert row.recorded_at.tzinfo is UTC
    assert isinstance(row.body_map, list)
    assert isinstance(row.id, UUID)


async def test_what_goes_in_is_turned_into_what_the_database_has(sessions):
    berlin = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    event = {
        "id": new_id(),
        "created_at": berlin,
        "action": "test",
        "practice_id": new_id(),
        "actor_id": None,
        "client_id": None,
        "subject": {"on": ["ä"]},
    }
    async with transaction(sessions) as session:
        await fetch(session, PRACTICE, practice() | {"id": event["practice_id"]})
        row = await fetch_one(session, EVENT, event)
    assert row._asdict() == event | {"created_at": NOW}
    assert row.created_at.tzinfo is UTC


async def test_an_instant_without_a_zone_is_refused(sessions):
    async with transaction(sessions) as session:
        with pytest.raises(ValueError, match="without a zone"):
            await fetch(session, PRACTICE, practice() | {"created_at": datetime(2026, 3, 2)})


async def test_lists_of_constants_are_part_of_the_statement(sessions):
    either = select(Practice.name).where(Practice.name.in_(["a", "b"])).order_by(Practice.name)
    async with transaction(sessions) as session:
        for name in ("c", "b", "a"):
            await fetch(session, PRACTICE, practice(name))
        assert [row.name for row in await fetch(session, either, {})] == ["a", "b"]


async def test_a_list_that_is_given_or_a_default_that_is_not_is_told_to_who_writes_it(sessions):
    any_of = select(Practice.name).where(Practice.name.in_(bindparam("names", expanding=True)))
    async with transaction(sessions) as session:
        with pytest.raises(TypeError):
            await fetch(session, any_of, {"names": ["a"]})
        with pytest.raises(
            TypeError, match="to be given as well: \\['admins_need_second_factor', 'id'\\]"
        ):
            await fetch(session, PRACTICE, {"name": "Praxis", "created_at": NOW})


async def test_a_statement_without_rows_returns_none(sessions):
    renamed = update(Practice).where(Practice.name == bindparam("old")).values(name="new")
    async with transaction(sessions) as session:
        assert await fetch(session, PRACTICE, practice("old")) == []
        assert await fetch(session, renamed, {"old": "old"}) == []
        assert await fetch_one(session, NAMED, {"name": "old"}) is None
    assert await names(sessions) == ["new"]


async def test_it_sees_what_the_session_has_not_written_yet(sessions):
    async with transaction(sessions) as session:
        session.add(Practice(**practice()))
        assert (await fetch_one(session, NAMED, {"name": "Praxis"})).timezone == "Europe/Berlin"
        found = (await session.scalars(NAMED, {"name": "Praxis"})).one()
        found.timezone = "UTC"
        assert (await fetch_one(session, NAMED, {"name": "Praxis"})).timezone == "UTC"
        await session.delete(found)
        assert await fetch_one(session, NAMED, {"name": "Praxis"}) is None


async def test_it_is_part_of_the_transaction(sessions):
    async def fail() -> None:
        async with transaction(sessions) as session:
            await fetch(session, PRACTICE, practice())
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await names(sessions) == []
    async with transaction(sessions) as session:
        await fetch(session, PRACTICE, practice())
        assert await names(sessions) == []
    assert await names(sessions) == ["Praxis"]


async def test_it_is_part_of_a_savepoint(sessions):
    async with transaction(sessions) as session:
        await fetch(session, PRACTICE, practice("kept"))
        savepoint = await session.begin_nested()
        await fetch(session, PRACTICE, practice("taken back"))
        await savepoint.rollback()
    assert await names(sessions) == ["kept"]


async def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(sessions):
    given = practice()
    async with transaction(sessions) as session:
        await fetch(session, PRACTICE, given)
    with pytest.raises(IntegrityError) as refused:
        async with transaction(sessions) as session:
            await fetch(session, PRACTICE, given)
    assert not is_unavailable(refused.value)
    assert "Praxis" not in str(refused.value)
    assert await names(sessions) == ["Praxis"]


async def test_one_that_reads_sees_with_each_statement_what_is_committed(sessions):
    async with transaction(sessions, write=False) as reading:
        assert await fetch(reading, NAMED, {"name": "Praxis"}) == []
        async with transaction(sessions) as session:
            await fetch(session, PRACTICE, practice())
        assert len(await fetch(reading, NAMED, {"name": "Praxis"})) == 1


async def test_what_is_written_at_the_end_of_a_read_is_kept_even_if_it_raises(sessions):
    async def read() -> None:
        async with transaction(sessions, write=False) as session:
            at_end(session, lambda own: fetch(own, PRACTICE, practice()))
            raise KeyError

    with pytest.raises(KeyError):
        await read()
    assert await names(sessions) == ["Praxis"]


@pytest.mark.parametrize("write", [True, False])
async def test_many_rows_are_written_together_or_not_at_all(sessions, write):
    twice = practice("twice")

    async def store(rows: list[dict[str, Any]]) -> None:
        async with transaction(sessions, write=write) as session:
            await run_many(session, PRACTICE, rows)

    with pytest.raises(IntegrityError):
        await store([practice("before"), twice, twice])
    assert await names(sessions) == []
    await store([practice("a"), practice("b")])
    await store([])
    assert sorted(await names(sessions)) == ["a", "b"]


async def test_what_is_written_at_the_end_of_a_write_shares_its_fate(sessions):
    async def write(fails: bool) -> None:
        async with transaction(sessions) as session:
            at_end(session, lambda own: fetch(own, PRACTICE, practice()))
            if fails:
                raise KeyError

    with pytest.raises(KeyError):
        await write(fails=True)
    assert await names(sessions) == []
    await write(fails=False)
    assert await names(sessions) == ["Praxis"]


@pytest.mark.parametrize("has_asked", [True, False])
@pytest.mark.parametrize("write", [True, False])
async def test_a_session_that_has_ended_asks_nothing_more(sessions, write, has_asked):
    async with transaction(sessions, write=write) as over:
        if has_asked:
            await fetch(over, NAMED, {"name": "Praxis"})
    async with transaction(sessions) as other:
        await fetch(other, PRACTICE, practice())
        with pytest.raises(ResourceClosedError):
            await fetch(over, NAMED, {"name": "Praxis"})
        with pytest.raises(ResourceClosedError):
            await over.scalars(NAMED, {"name": "Praxis"})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("write", [True, False])
async def test_a_connection_that_is_lost_is_unavailable_and_leaves_the_pool(sessions, write):
    async def lose() -> None:
        async with transaction(sessions, write=write) as session:
            own = await session.scalar(text("SELECT pg_backend_pid()"))
            async with transaction(sessions) as other:
                await other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            await fetch(session, NAMED, {"name": "Praxis"})

    with pytest.raises(DBAPIError) as lost:
        await lose()
    assert is_unavailable(lost.value)
    assert await names(sessions) == []


@pytest.mark.parametrize("asks", [True, False])
async def test_who_goes_on_after_the_connection_was_lost_is_told_and_writes_nothing(sessions, asks):
    async def go_on() -> None:
        async with transaction(sessions) as session:
            await fetch(session, PRACTICE, practice("lost"))
            session.info[LEASE].take().invalidate()
            if asks:
                with pytest.raises(PendingRollbackError):
                    await session.execute(PRACTICE, practice("on its own"))

    with pytest.raises(PendingRollbackError):
        await go_on()
    assert await names(sessions) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_nobody_gets_a_connection_that_the_server_has_closed(sessions):
    async with transaction(sessions) as session:
        own = await session.scalar(text("SELECT pg_backend_pid()"))
        async with transaction(sessions) as other:
            theirs = await other.scalar(text("SELECT pg_backend_pid()"))
            driver = other.info[LEASE].driver.own
        await session.execute(text("SELECT pg_terminate_backend(:it)"), {"it": theirs})
        await until(driver.is_closed, "the loop to hear of it")
        assert own != theirs
        for _ in range(2):
            assert await names(sessions) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("after", [0, 1, 2])
async def test_who_is_cancelled_leaves_no_transaction_behind(sessions, after):
    """After the connection was opened, while it begins, while it waits for its statement."""
    slow = select(text("pg_sleep(5)"))
    begun = asyncio.Event()

    async def wait() -> None:
        async with transaction(sessions) as session:
            begun.set()
            await fetch(session, PRACTICE, practice())
            await fetch(session, slow, {})

    await names(sessions)
    waiting = asyncio.create_task(wait())
    await begun.wait()
    for _ in range(after):
        await asyncio.sleep(0.02 * (after - 1))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await names(sessions) == []
    async with transaction(sessions, write=False) as session:
        open_ones = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"
        mine = " AND datname = current_database()"
        assert await session.scalar(text(open_ones + mine)) == 0


async def test_a_write_has_a_transaction_and_a_read_has_none(care):
    with asked_in_transactions(care.sessions.engine.sync_engine) as seen:
        body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/trends"))
        assert seen == []
        body_of(await care.check_in("2026-03-02", pain_average=3), 201)
        assert any("check_ins" in sql for sql in seen)


async def test_a_statement_is_compiled_once_and_a_built_one_is_not_kept_for_ever(sessions):
    async with transaction(sessions, write=False) as session:
        await fetch(session, NAMED, {"name": "a"})
        known = _compile.cache_info()
        await fetch(session, NAMED, {"name": "b"})
        assert _compile.cache_info().misses == known.misses
    assert _compile.cache_info().maxsize == KNOWN


async def test_a_dates_row_comes_with_its_date(care):
    await care.check_in("2026-03-02", pain_average=3)
    async with transaction(care.sessions, write=False) as session:
        row = await fetch_one(session, TOLD, {"client": care.ana.id})
    assert row.on_date == date(2026, 3, 2)
