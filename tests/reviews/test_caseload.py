"""All clients at a glance: who needs a look first, and why."""

from typing import get_args
from uuid import UUID

import pytest

from api.platform.db import transaction
from api.reviews.cases import Order
from api.safety.alerts import open_alert
from tests.acting.care import Care, Json, body_of
from tests.acting.erasing import ask_for_mine
from tests.acting.pasts import ago, episode, pain, session_on, store_check_ins
from tests.cast import Casting
from tests.statements import asked, selects

MOST_QUERIES = 9


async def caseload(care: Care, **params: str | int) -> list[Json]:
    items: list[Json] = body_of(await care.ben.get("/v1/caseload", params=params))["items"]
    return items


async def alert(care: Care, kind: str) -> None:
    async with transaction(care.sessions) as session:
        await open_alert(session, care.ana.id, kind, [{"code": kind}], care.clock.at)


@pytest.fixture
async def four(care: Care, casting: Casting) -> dict[str, Care]:
    """Ben's care for four clients: one with an alert, one silent, one worse, one new."""
    found = {}
    for name in ("alerted", "silent", "worse", "new"):
        found[name] = await care.of_someone_new(casting)
        path = f"/v1/clients/{found[name].ana.id}"
        etag = body_of(await care.ben.get(path))["etag"]
        body_of(await care.ben.patch(path, {"name": name}, headers={"if-match": etag}))
    await alert(found["alerted"], "spikes")
    await store_check_ins(found["silent"], ago(12), pain(*[4] * 7))
    await store_check_ins(found["worse"], ago(20), pain(*[3] * 7, *[None] * 7, *[6] * 7))
    return found


def by_name(rows: list[Json]) -> dict[str, Json]:
    return {row["client"]["name"]: row for row in rows}


async def test_who_needs_a_look_comes_first_with_the_reason(care, four):
    rows = await caseload(care)
    assert [row["client"]["name"] for row in rows][:3] == ["alerted", "silent", "worse"]
    found = by_name(rows)
    assert found["alerted"]["attention"] == ["alert"]
    assert [each["kind"] for each in found["alerted"]["alerts"]] == ["spikes"]
    assert (found["silent"]["attention"], found["silent"]["days_silent"]) == (["silent"], 6)
    assert found["worse"]["attention"] == ["worsening"]
    assert found["worse"]["change"]["category"] == "meaningful_worsening"


async def test_a_new_client_has_reasons_and_no_figures(care, four):
    row = by_name(await caseload(care))["new"]
    assert row["adherence"]["percent"] is None
    assert row["adherence"]["reason"] == "nothing_due"
    assert row["change"] == {
        "absolute": None,
        "low": None,
        "high": None,
        "percent": None,
        "category": None,
        "is_noticeable": None,
        "is_beyond_swing": None,
        "reason": "no_baseline",
    }
    assert (row["days_silent"], row["next_appointment"], row["attention"]) == (None, None, [])


async def test_it_says_what_the_brief_says(care):
    await episode(care, ago(60))
    await session_on(care, ago(50))
    await session_on(care, ago(-3), "planned")
    item = await care.prescribe("10:00", schedule={"start_on": ago(9).isoformat()})
    await store_check_ins(care, ago(57), pain(*[7] * 7))
    await store_check_ins(care, ago(6), pain(*[4] * 7))
    brief = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))
    row = by_name(await caseload(care))["Ana"]
    assert row["change"] == brief["pain"]["change"]
    assert row["adherence"] == brief["adherence"]["overall"]
    assert row["next_appointment"]["id"] == brief["next_appointment"]["id"]
    assert row["days_silent"] == brief["client"]["days_silent"] == 0
    assert UUID(item["id"])


@pytest.mark.parametrize(
    ("sort", "first"), [("days_silent", "silent"), ("change", "worse"), ("attention", "alerted")]
)
async def test_it_can_be_ordered_by_a_column(care, four, sort: str, first: str):
    rows = await caseload(care, sort=sort)
    assert rows[0]["client"]["name"] == first
    assert len(rows) == len(await caseload(care))


async def test_by_name_and_in_pages(care, four):
    names = [row["client"]["name"] for row in await caseload(care, sort="name")]
    assert names == sorted(names, key=str.casefold)
    seen: list[str] = []
    cursor = None
    while True:
        params = {"sort": "name", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get("/v1/caseload", params=params))
        seen += [row["client"]["name"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == names


async def test_a_page_goes_on_after_the_longest_names(care, casting):
    for letter in "bc":
        fresh = await care.of_someone_new(casting)
        path = f"/v1/clients/{fresh.ana.id}"
        etag = body_of(await care.ben.get(path))["etag"]
        body_of(await care.ben.patch(path, {"name": letter * 100}, headers={"if-match": etag}))
    for sort in get_args(Order):
        seen: list[str] = []
        params: Json = {"sort": sort, "limit": 1}
        while len(seen) < 3:
            page = body_of(await care.ben.get("/v1/caseload", params=params))
            seen += [row["client"]["name"][0] for row in page["items"]]
            params["cursor"] = page["next_cursor"]
        assert seen == ["A", "b", "c"], sort
        assert page["next_cursor"] is None


async def test_only_those_in_my_care_are_there(care, four):
    theirs = body_of(await care.cast.dora.get("/v1/caseload"))["items"]
    mine = {row["client"]["id"] for row in await caseload(care)}
    assert mine.isdisjoint(row["client"]["id"] for row in theirs)
    assert str(care.ana.id) in mine


async def test_however_many_clients_it_takes_as_few_queries(care, casting):
    await care.prescribe("10:00")
    with asked(care.sessions.engine.sync_engine) as few:
        await caseload(care)
    for number in range(199):
        fresh = await care.of_someone_new(casting)
        if number % 10 == 0:
            await fresh.prescribe("10:00", "18:00")
            await store_check_ins(fresh, ago(40), pain(*[number % 8] * 40))
    with asked(care.sessions.engine.sync_engine) as many:
        page = body_of(await care.ben.get("/v1/caseload", params={"limit": 100}))
    assert len(selects(many)) == len(selects(few)) <= MOST_QUERIES, selects(many)
    rest = await caseload(care, limit=100, cursor=page["next_cursor"])
    assert len({row["client"]["id"] for row in (*page["items"], *rest)}) == 200


async def test_a_check_in_for_tomorrow_counts_tomorrow(care, casting):
    far = await care.of_someone_new(casting, "Pacific/Auckland")
    await store_check_ins(care, ago(-1), pain(3))
    await store_check_ins(far, ago(0), pain(3))
    silent = {row["client"]["id"]: row["days_silent"] for row in await caseload(care)}
    assert silent[str(care.ana.id)] is None
    assert silent[str(far.ana.id)] == 0


async def test_after_somebody_who_left_the_pages_go_on_with_whoever_is_next(care, casting):
    for _ in range(2):
        await care.of_someone_new(casting)
    everyone = [row["client"]["id"] for row in await caseload(care, sort="name")]
    page = body_of(await care.ben.get("/v1/caseload", params={"limit": 1, "sort": "name"}))
    assert page["definition_version"] == "3"
    last = page["items"][0]["client"]["id"]
    body_of(await care.ben.post(f"/v1/clients/{last}/discharge", {"reason": "completed"}))
    params = {"limit": 100, "sort": "name", "cursor": page["next_cursor"]}
    rest = body_of(await care.ben.get("/v1/caseload", params=params))["items"]
    assert [last, *(row["client"]["id"] for row in rest)] == everyone


async def test_a_row_names_her_open_alerts_the_gravest_first_to_be_acknowledged_as_read(care):
    for kind in ("silent", "severe", "worsening"):
        await alert(care, kind)
    (row,) = await caseload(care)
    listed = body_of(await care.ben.get("/v1/alerts"))["items"]
    assert row["alerts"] == [
        {name: each[name] for name in ("id", "kind", "level", "evidence_at")} for each in listed
    ]
    assert [each["kind"] for each in row["alerts"]] == ["severe", "worsening", "silent"]
    told = [{name: each[name] for name in ("id", "evidence_at")} for each in row["alerts"]]
    body_of(await care.ben.post("/v1/alerts/acknowledge", {"alerts": told, "useful": True}))
    (row,) = await caseload(care)
    assert (row["alerts"], row["attention"]) == ([], [])


async def test_who_is_to_be_erased_is_not_looked_at_for_what_she_can_tell_no_more(care):
    await care.prescribe("10:00", "18:00")
    await store_check_ins(care, ago(12), pain(*[4] * 7))
    care.advance(days=9)
    (before,) = await caseload(care)
    assert (before["attention"], before["erasure"]) == (["silent", "low_adherence"], None)
    await ask_for_mine(care)
    (row,) = await caseload(care)
    brief = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))
    assert row["erasure"]["erase_at"] == "2026-03-25T08:00:00Z"
    assert row["erasure"] == brief["client"]["erasure"]
    assert (row["attention"], row["days_silent"]) == ([], before["days_silent"])
    await alert(care, "red_flag")
    assert (await caseload(care))[0]["attention"] == ["alert"]
