"""Copies are made once, by whoever lives; what dies is begun anew, and what fails is told."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.platform.clock import SystemClock
from api.platform.db import transaction
from api.tables import Client, Export, ExportArchive
from push.chores import exports
from push.chores.exports import ATTEMPTS, LEASE, claim, finish, make_exports
from tests.acting.care import Care, body_of, problem
from tests.acting.exporting import MINE, copy_of, exports_of, library, opened, work

INSTANT = timedelta(microseconds=1)


async def only(care: Care) -> Export:
    (row,) = await care.rows(select(Export))
    return row


async def state(care: Care, asked: dict[str, str]) -> str:
    found: str = body_of(await care.ana.get(f"{MINE}s/{asked['id']}"))["state"]
    return found


async def test_two_workers_make_it_once(care: Care) -> None:
    body_of(await care.ana.post(MINE), 202)
    body_of(await care.ben.post(exports_of(care)), 202)
    assert sum(await asyncio.gather(work(care), work(care), work(care))) == 2
    assert {row.attempts for row in await care.rows(select(Export))} == {1}
    assert len(await care.rows(select(ExportArchive.id))) == 2


async def test_one_that_died_in_the_middle_leaves_it_to_the_next(care: Care) -> None:
    asked = body_of(await care.ana.post(MINE), 202)
    dead = await claim(care.sessions, care.clock)
    assert dead is not None
    assert await state(care, asked) == "making"
    assert problem(await care.ana.post(MINE)) == (429, "export_under_way")
    care.clock.at += LEASE - INSTANT
    assert await work(care) == 0
    care.clock.at += INSTANT
    care.sign_in_again()
    assert await work(care) == 1
    assert await state(care, asked) == "ready"
    # It was not dead after all, but late: what it made is not stored.
    assert not await finish(care.sessions, care.clock, library(), dead)
    assert len(await care.rows(select(ExportArchive.id))) == 1


async def test_what_nobody_finishes_is_told_as_failed(care: Care) -> None:
    asked = body_of(await care.ana.post(MINE), 202)
    for _ in range(ATTEMPTS):
        assert await claim(care.sessions, care.clock) is not None
        care.clock.at += LEASE
    assert await claim(care.sessions, care.clock) is None
    care.sign_in_again()
    assert await state(care, asked) == "failed"
    archive = await care.ana.get(f"{MINE}s/{asked['id']}/archive")
    assert problem(archive) == (409, "export_not_ready")
    assert "retry-after" not in archive.headers
    await copy_of(care)


async def test_what_cannot_be_made_is_told_as_failed_and_nothing_of_why(
    care: Care, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = body_of(await care.ana.post(MINE), 202)
    async with transaction(care.sessions) as session:
        wrong = {"conditions": [{"zq7pelican": "a code that is none"}]}
        await session.execute(update(Client).where(Client.id == care.ana.id).values(wrong))
    assert await work(care) == 0
    told = body_of(await care.ana.get(f"{MINE}s/{asked['id']}"))
    assert told == asked | {"state": "failed"}
    assert "pelican" not in "".join(capsys.readouterr())
    async with transaction(care.sessions) as session:
        right = {"conditions": []}
        await session.execute(update(Client).where(Client.id == care.ana.id).values(right))
    await copy_of(care)


async def test_whose_client_is_erased_meanwhile_is_stored_nowhere(care: Care) -> None:
    body_of(await care.ana.post(MINE), 202)
    claimed = await claim(care.sessions, care.clock)
    assert claimed is not None
    async with transaction(care.sessions) as session:
        await session.delete(await session.get_one(Export, claimed.id))
    assert not await finish(care.sessions, care.clock, library(), claimed)
    assert await care.rows(select(ExportArchive.id)) == []


async def test_nothing_is_written_while_nothing_waits(care: Care, monkeypatch) -> None:
    async def fails(*_: object) -> None:
        raise AssertionError("on SQLite, all other writers would wait for this")

    monkeypatch.setattr(exports, "_forget", fails)
    monkeypatch.setattr(exports, "claim", fails)
    assert await work(care) == 0


async def test_it_stops_when_the_worker_does(care: Care) -> None:
    body_of(await care.ana.post(MINE), 202)
    stopped = await make_exports(care.sessions, care.clock, library(), lambda: False)
    assert (stopped, (await only(care)).state) == (0, "waiting")


async def test_by_the_databases_own_clock_it_is_made_too(care: Care) -> None:
    asked = body_of(await care.ana.post(MINE), 202)
    async with transaction(care.sessions) as session:
        clock = SystemClock()
        later = await clock.database_now(session) + timedelta(hours=1)
        await session.execute(update(Export).values(expires_at=later))
    assert await make_exports(care.sessions, clock, library(), lambda: True) == 1
    content = await care.rows(select(ExportArchive.content))
    assert opened(content[0]).data["client_id"] == str(care.ana.id)
    assert asked["id"]
