"""Asking for a copy and fetching it: one at a time, by who asked, for a day."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.exports.asking import AGAIN_S, KEPT, MOST
from api.tables import Export, ExportArchive
from tests.acting.care import Care, body_of, problem
from tests.acting.exporting import MINE, exports_of, opened, work
from tests.cast import Person

BOTH = pytest.mark.parametrize("who", ["ana", "ben"])


def door(care: Care, who: str) -> tuple[Person, str]:
    return (care.ana, MINE) if who == "ana" else (care.ben, exports_of(care))


@BOTH
async def test_a_copy_is_asked_for_awaited_and_fetched(care, who):
    me, path = door(care, who)
    answer = await me.post(path)
    asked = body_of(answer, 202)
    assert (asked["state"], answer.headers["retry-after"]) == ("waiting", str(AGAIN_S))
    assert asked["expires_at"] == "2026-03-03T08:00:00Z"
    one = f"{path}s/{asked['id']}"
    waiting = await me.get(one)
    assert (body_of(waiting), waiting.headers["retry-after"]) == (asked, str(AGAIN_S))
    early = await me.get(f"{one}/archive")
    assert problem(early) == (409, "export_not_ready")
    assert early.headers["retry-after"] == str(AGAIN_S)
    assert await work(care) == 1
    ready = await me.get(one)
    assert body_of(ready) == asked | {"state": "ready"}
    assert "retry-after" not in ready.headers
    assert body_of(await me.get(f"{path}s"))["items"] == [body_of(ready)]


@BOTH
async def test_an_archive_is_a_file_that_nobody_keeps_on_the_way(care, who):
    me, path = door(care, who)
    asked = body_of(await me.post(path), 202)
    await work(care)
    found = await me.get(f"{path}s/{asked['id']}/archive", headers={"accept-encoding": "gzip"})
    assert found.headers["content-type"] == "application/zip"
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["content-disposition"] == 'attachment; filename="copy-2026-03-02.zip"'
    assert "content-encoding" not in found.headers
    assert opened(found.content).data["for"] == ("client" if who == "ana" else "therapist")
    known = {"if-none-match": found.headers["etag"]}
    assert (await me.get(f"{path}s/{asked['id']}/archive", headers=known)).status_code == 304


@BOTH
async def test_a_second_one_at_once_is_429_until_the_first_is_made(care, who):
    me, path = door(care, who)
    body_of(await me.post(path), 202)
    refused = await me.post(path)
    assert problem(refused) == (429, "export_under_way")
    assert refused.headers["retry-after"] == str(AGAIN_S)
    await work(care)
    body_of(await me.post(path), 202)


async def test_of_several_at_the_same_moment_one_is_taken(care):
    answers = await asyncio.gather(*(care.ana.post(MINE) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [202, 429, 429, 429]
    assert len(await care.rows(select(Export))) == 1


async def test_hers_and_her_therapists_do_not_wait_for_each_other_nor_see_each_other(care):
    hers = body_of(await care.ana.post(MINE), 202)
    his = body_of(await care.ben.post(exports_of(care)), 202)
    assert await work(care) == 2
    for me, path, other in ((care.ana, MINE, his), (care.ben, exports_of(care), hers)):
        for end in ("", "/archive"):
            assert problem(await me.get(f"{path}s/{other['id']}{end}")) == (404, "not_found")
        assert len(body_of(await me.get(f"{path}s"))["items"]) == 1


async def test_so_many_a_day_are_made_and_then_one_waits_for_the_oldest_to_be_gone(care):
    for _ in range(MOST):
        body_of(await care.ana.post(MINE), 202)
        await work(care)
        care.advance(minutes=1)
    refused = await care.ana.post(MINE)
    assert problem(refused) == (429, "too_many_exports")
    wait_s = int(refused.headers["retry-after"])
    assert wait_s == (KEPT - timedelta(minutes=MOST)).total_seconds()
    care.advance(seconds=wait_s)
    body_of(await care.ana.post(MINE), 202)


@BOTH
async def test_after_a_day_it_is_gone_before_and_after_the_worker_has_swept(care, who):
    me, path = door(care, who)
    one = f"{path}s/{body_of(await me.post(path), 202)['id']}"
    await work(care)
    care.advance(hours=24, seconds=-1)
    assert (await me.get(f"{one}/archive")).status_code == 200
    care.advance(seconds=1)
    for _ in range(2):
        for end in ("", "/archive"):
            assert problem(await me.get(f"{one}{end}")) == (404, "not_found")
        assert body_of(await me.get(f"{path}s"))["items"] == []
        await work(care)
    counts = [select(func.count()).select_from(each) for each in (Export, ExportArchive)]
    assert [await care.rows(count) for count in counts] == [[0], [0]]


async def test_when_the_care_ends_the_therapists_copy_is_out_of_reach_and_hers_is_not(care):
    path = exports_of(care)
    his = body_of(await care.ben.post(path), 202)
    hers = body_of(await care.ana.post(MINE), 202)
    await work(care)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge"))
    for asked in (care.ben.post(path), care.ben.get(f"{path}s/{his['id']}/archive")):
        assert problem(await asked) == (404, "not_found")
    assert (await care.ana.get(f"{MINE}s/{hers['id']}/archive")).status_code == 200
    # Her own she may ask for as long as she has an account.
    body_of(await care.ana.post(MINE), 202)
    assert await work(care) == 1


async def test_she_reads_in_her_access_log_that_her_therapist_asked_and_fetched(care):
    path = exports_of(care)
    asked = body_of(await care.ben.post(path), 202)
    await work(care)
    await care.ben.get(f"{path}s/{asked['id']}/archive")
    body_of(await care.ana.post(MINE), 202)
    told = body_of(await care.ana.get("/v1/me/access-log"))["items"]
    assert {(each["action"], each["by"]["name"]) for each in told} == {
        ("ask_for_export", "Ben"),
        ("download_export", "Ben"),
    }
    audit = body_of(await care.ben.get("/v1/audit"))["items"]
    own = [each for each in audit if each["actor"]["name"] == "Ana"]
    assert [each["action"] for each in own] == ["ask_for_export"]
