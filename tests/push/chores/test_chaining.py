"""The worker chains the audit after the fact: all of it, once, whoever else chains and commits."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

import api.people.audit_chain
from api.access.audit import record
from api.people.audit_chain import chain_keys, read_head
from api.people.audit_check import Verdict, check_chain
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.platform.ids import oldest_id
from api.platform.keys import keys_of
from api.platform.settings import Settings
from api.tables import AuditEvent, AuditHead, AuditLink
from push.chores.chaining import Chainer, build_chainer
from push.chores.resealing import reseal
from tests.acting.forging import forge
from tests.conftest import NOW
from tests.waiting import until

PRACTICE = UUID(int=7)
NEW = "another-key-for-tests-of-32-characters-or-more"


def always() -> bool:
    return True


@pytest.fixture
def chainer(settings: Settings, sessions: Sessions, clock: SetClock) -> Chainer:
    return build_chainer(settings, sessions, clock)


async def note(sessions: Sessions, *actions: str, at: datetime = NOW) -> None:
    async with transaction(sessions) as session:
        for each in actions:
            record(session, at, each, practice_id=PRACTICE, actor_id=None, subject={"of": each})


async def insert_event(session: Any, event_id: UUID, action: str = "late") -> None:
    row = {"id": event_id, "created_at": NOW, "practice_id": PRACTICE, "action": action}
    await session.execute(insert(AuditEvent).values(row))


async def verdict(sessions: Sessions, settings: Settings) -> Verdict:
    async with transaction(sessions, write=False) as session:
        return await check_chain(session, chain_keys(settings), [], lambda *_: None)


async def chained(sessions: Sessions) -> list[UUID]:
    async with transaction(sessions, write=False) as session:
        return list(await session.scalars(select(AuditLink.id).order_by(AuditLink.position)))


async def test_all_that_was_noted_is_chained_once_and_the_end_is_logged(
    sessions, settings, chainer
):
    await note(sessions, "view client", "edit client")
    with capture_logs() as lines:
        assert await chainer.chain(always) == 2
        assert await chainer.chain(always) == 0
    found = await verdict(sessions, settings)
    assert (found.head.position, found.unchained, found.broken) == (2, 0, None)
    assert [line["end"] for line in lines if line["event"] == "audit_chained"] == [str(found.head)]
    assert REGISTRY.get_sample_value("carryover_audit_links") == 2


async def test_the_worker_does_it_by_itself(sessions, settings, worker):
    await note(sessions, "view client")
    running = asyncio.create_task(worker.run())
    await until(lambda: chained(sessions), "a link")
    worker.stop()
    await running
    assert (await verdict(sessions, settings)).head.position == 1


async def test_what_is_not_chained_yet_is_no_fault(sessions, settings, chainer):
    assert (await verdict(sessions, settings)).broken is None
    await note(sessions, "view client")
    await chainer.chain(always)
    await note(sessions, "edit client", "view client")
    found = await verdict(sessions, settings)
    assert (found.head.position, found.unchained, found.broken) == (1, 2, None)


async def test_an_event_that_is_committed_after_one_with_a_later_id_is_chained_too(
    sessions, settings, chainer, clock
):
    early, later = oldest_id(NOW - timedelta(seconds=9)), oldest_id(NOW - timedelta(seconds=1))
    async with transaction(sessions) as session:
        await insert_event(session, later)
    await chainer.chain(always)
    async with transaction(sessions) as session:
        await insert_event(session, early)
    clock.at += timedelta(minutes=1)
    await chainer.chain(always)
    assert await chained(sessions) == [later, early]
    assert (await verdict(sessions, settings)).broken is None


async def test_one_of_a_clock_that_was_wrong_is_found_within_the_hour(sessions, chainer, clock):
    await chainer.chain(always)
    async with transaction(sessions) as session:
        await insert_event(session, oldest_id(NOW - timedelta(days=30)))
    assert await chainer.chain(always) == 0
    clock.at += timedelta(hours=1)
    assert await chainer.chain(always) == 1


async def test_two_workers_at_once_make_one_chain(sessions, settings, clock, monkeypatch):
    monkeypatch.setattr(api.people.audit_chain, "BATCH", 3)
    await note(sessions, *(f"view {n}" for n in range(40)))
    workers = [build_chainer(settings, sessions, clock) for _ in range(3)]
    done = await asyncio.gather(*(each.chain(always) for each in workers))
    assert sum(done) == 40
    found = await verdict(sessions, settings)
    assert (found.head.position, found.unchained, found.broken) == (40, 0, None)


async def test_who_is_interrupted_goes_on_where_it_was(sessions, settings, chainer, monkeypatch):
    monkeypatch.setattr(api.people.audit_chain, "BATCH", 4)
    await note(sessions, *(f"view {n}" for n in range(10)))
    turns = iter([True, True, False])
    assert await chainer.chain(lambda: next(turns)) == 8
    assert (await verdict(sessions, settings)).unchained == 2
    assert await chainer.chain(always) == 2
    assert (await verdict(sessions, settings)).broken is None


CUTS = {
    "a link at the end": "DELETE FROM audit_links WHERE position = 2",
    "the head": "DELETE FROM audit_heads",
    "a head of before": "UPDATE audit_heads SET position = 1, link ="
    " (SELECT link FROM audit_links WHERE position = 1)",
}


@pytest.mark.parametrize("cut", CUTS)
async def test_to_a_chain_that_does_not_end_as_sealed_nothing_is_added(
    sessions, settings, chainer, database_url, cut
):
    await note(sessions, "view client", "edit client")
    await chainer.chain(always)
    await asyncio.to_thread(forge, database_url, CUTS[cut])
    before = await chained(sessions)
    await note(sessions, "view client")
    with capture_logs() as lines:
        assert await chainer.chain(always) == 0
    assert [line["event"] for line in lines] == ["audit_chain_broken"]
    assert REGISTRY.get_sample_value("carryover_audit_broken") == 1
    assert await chained(sessions) == before
    assert (await verdict(sessions, settings)).broken is not None


async def test_who_cuts_links_and_head_alike_cannot_seal_the_end(
    sessions, settings, chainer, database_url
):
    await note(sessions, "view client", "edit client")
    await chainer.chain(always)
    cut = CUTS["a link at the end"], CUTS["a head of before"]
    await asyncio.to_thread(forge, database_url, *cut)
    assert await chainer.chain(always) == 0
    found = (await verdict(sessions, settings)).broken
    assert found is not None
    assert (found.position, found.why) == (1, "unsealed")


async def test_a_new_key_seals_with_the_next_link_as_long_as_the_old_one_is_known(
    sessions, settings, chainer, clock
):
    await note(sessions, "view client")
    await chainer.chain(always)
    both = Chainer((NEW, settings.signing_key), sessions, clock)
    await note(sessions, "edit client")
    assert await both.chain(always) == 1
    async with transaction(sessions, write=False) as session:
        found = await check_chain(session, (NEW,), [], lambda *_: None)
    assert (found.head.position, found.broken) == (2, None)


async def test_while_the_key_is_changed_the_end_is_believed_and_sealed_anew(
    sessions, settings, chainer, clock
):
    await note(sessions, "view client")
    await chainer.chain(always)
    changed = {"secret_key": SecretStr(NEW), "other_secret_keys": [SecretStr(settings.signing_key)]}
    both = settings.model_copy(update=changed)
    assert chain_keys(both) == (NEW, settings.signing_key)
    assert (await verdict(sessions, both)).broken is None
    assert [await reseal(sessions, clock, both.keys, always) for _ in range(2)] == [1, 0]
    only_new = settings.model_copy(update={"secret_key": SecretStr(NEW)})
    assert (await verdict(sessions, only_new)).broken is None
    await note(sessions, "edit client")
    assert await build_chainer(only_new, sessions, clock).chain(always) == 1


async def test_an_end_that_no_known_key_sealed_is_not_sealed_anew(
    sessions, settings, chainer, clock
):
    assert await reseal(sessions, clock, keys_of(NEW), always) == 0
    await note(sessions, "view client")
    await chainer.chain(always)
    assert await reseal(sessions, clock, keys_of(NEW), always) == 0
    assert (await verdict(sessions, settings)).broken is None


async def test_a_link_is_never_changed_or_deleted(sessions, chainer):
    await note(sessions, "view client")
    await chainer.chain(always)
    for deed in ("UPDATE audit_links SET position = 2", "DELETE FROM audit_links"):
        with pytest.raises(DBAPIError, match="audit_links is never changed"):
            async with transaction(sessions) as session:
                await session.execute(text(deed))


async def test_there_is_one_head(sessions, chainer, clock):
    for _ in range(3):
        await note(sessions, "view client")
        await chainer.chain(always)
    async with transaction(sessions, write=False) as session:
        assert await session.scalar(select(func.count()).select_from(AuditHead)) == 1
        assert (await read_head(session))[0].position == 3
