"""A stop by mistake is taken back within 24 hours: one item, one history."""

import asyncio

import pytest
from sqlalchemy import select

from api.care.locks import lock_client
from api.platform.db import transaction
from api.tables import Prescription, PrescriptionPause
from tests.acting.care import Care, Json, body_of, on, problem
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

MONDAY, TUESDAY = on(3, 2), on(3, 3)
STOPPED, OPEN = ("cancelled", "stopped"), ("scheduled", None)


async def unread(care: Care) -> list[tuple[str, int]]:
    today = body_of(await care.ana.get("/v1/me/today"))
    return [(row["kind"], row["version"]) for row in today["acknowledgements"]]


async def read(care: Care, item: Json, version: int = 1, status: int = 201) -> Json:
    body = {"prescription_id": item["id"], "version": version}
    return body_of(await care.ana.post("/v1/me/acknowledgements", body), status)


async def resume(care: Care, item: Json, body: Json | None = None):
    return await care.ben.post(f"/v1/prescriptions/{item['id']}/resume", body)


async def test_a_stop_is_taken_back_until_24_hours_later_and_then_is_for_good(care):
    item = await care.prescribe("08:00")
    care.move(2026, 3, 3, 9)
    await care.act_on(item, "stop", {"reason": "The wrong one."})
    care.move(2026, 3, 4, 9)
    back = body_of(await resume(care, item, {"note": "It was a mistake."}))
    assert (back["state"], back["stopped_at"], back["stop_reason"]) == ("active", None, None)
    assert {name: back[name] for name in ("id", "version")} == {"id": item["id"], "version": 1}
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}")) == back
    assert body_of(await resume(care, item)) == back
    await care.act_on(item, "stop")
    care.move(2026, 3, 5, 9, 0, 1)
    assert problem(await resume(care, item)) == (409, "stopped_too_long_ago")
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "stopped"


async def test_its_history_has_the_hours_between_as_a_pause(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop", {"reason": "The wrong one."})
    care.advance(hours=3)
    await care.act_on(item, "resume", {"note": "A mistake."})
    history = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}/versions"))
    assert [version["version"] for version in history["items"]] == [1]
    assert history["pauses"] == [
        {
            "from_at": "2026-03-02T08:00:00Z",
            "until_at": "2026-03-02T11:00:00Z",
            "reason": "The wrong one.",
            "safety": False,
            "resumed_by": str(care.ben.id),
            "resume_note": "A mistake.",
        }
    ]


async def test_its_reminders_are_planned_again_and_those_between_are_not(care):
    item = await care.prescribe("10:00", "20:00")
    await care.act_on(item, "stop")
    assert set((await care.states()).values()) == {STOPPED}
    care.move(2026, 3, 2, 10)
    await care.act_on(item, "resume")
    states = await care.states()
    # It is 11:00 in Berlin; while it was stopped nobody was asked for 10:00.
    assert states.pop((MONDAY, "10:00")) == STOPPED
    assert states[MONDAY, "20:00"] == states[TUESDAY, "10:00"] == OPEN
    assert set(states.values()) == {OPEN}


async def test_slots_between_were_not_asked_for_and_the_others_of_that_date_are_not_missed(care):
    item = await care.prescribe("10:00", "12:00", "20:00")
    care.move(2026, 3, 2, 10)
    await care.act_on(item, "stop")
    care.move(2026, 3, 2, 12)
    await care.act_on(item, "resume")
    slots = body_of(await care.ana.get("/v1/me/today"))["items"][0]["slots"]
    assert [slot["slot"] for slot in slots] == ["10:00", "20:00"]
    body_of(await care.log(item, MONDAY, "10:00"), 201)
    care.move(2026, 3, 3, 8)
    path = f"/v1/clients/{care.ana.id}/adherence?from={MONDAY}&to={MONDAY}"
    (figures,) = body_of(await care.ben.get(path))["items"]
    assert (figures["due"], figures["done"], figures["unlogged"]) == (1, 1, 0)


async def test_what_she_did_meanwhile_by_the_plan_that_she_had_counts(care):
    item = await care.prescribe("10:00")
    await care.act_on(item, "stop")
    care.move(2026, 3, 2, 10)
    await care.act_on(item, "resume")
    body_of(await care.log(item, MONDAY, "10:00"), 201)
    path = f"/v1/clients/{care.ana.id}/adherence?from={MONDAY}&to={MONDAY}"
    (figures,) = body_of(await care.ben.get(path))["items"]
    assert (figures["due"], figures["done"]) == (1, 1)


async def test_a_client_who_had_not_read_of_the_stop_is_told_nothing(care):
    item = await care.prescribe("08:00")
    await read(care, item)
    await care.act_on(item, "stop")
    assert await unread(care) == [("stopped", 1)]
    await care.act_on(item, "resume")
    assert await unread(care) == []
    await read(care, item, status=200)


@pytest.mark.parametrize("read_before", [True, False])
async def test_a_client_who_read_of_the_stop_is_told_that_it_is_back_until_she_read_it(
    care, read_before
):
    item = await care.prescribe("08:00")
    if read_before:
        await read(care, item)
    await care.act_on(item, "stop")
    await read(care, item)
    assert await unread(care) == []
    care.advance(hours=1)
    await care.act_on(item, "resume")
    assert await unread(care) == [("new", 1)]
    await read(care, item)
    assert await unread(care) == []
    await read(care, item, status=200)
    await care.act_on(item, "stop")
    assert await unread(care) == [("stopped", 1)]
    await read(care, item)
    assert await unread(care) == []


async def test_an_edit_after_it_came_back_is_read_with_it(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop")
    await read(care, item)
    await care.act_on(item, "resume")
    await care.edit(item, note="Slowly.")
    await read(care, item, 1, 200)
    assert await unread(care) == [("new", 2)]
    await read(care, item, 2)
    assert await unread(care) == []


async def test_when_a_version_was_read_first_is_still_known(care):
    item = await care.prescribe("08:00")
    first = (await read(care, item))["acknowledged_at"]
    care.advance(hours=1)
    await care.act_on(item, "stop")
    await read(care, item)
    await care.act_on(item, "resume")
    (version,) = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}/versions"))["items"]
    assert version["acknowledged_at"] == first


async def test_what_has_ended_by_its_date_comes_back_as_ended_and_asks_for_nothing(care):
    item = await care.prescribe("20:00", schedule={"end_on": MONDAY})
    await care.act_on(item, "stop")
    care.move(2026, 3, 3, 7)
    assert body_of(await resume(care, item))["state"] == "active"
    assert set((await care.states()).values()) == {STOPPED}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_a_stop_and_a_resume_at_once_one_waits_for_the_other(care):
    item = await care.prescribe("20:00")
    path = f"/v1/prescriptions/{item['id']}"
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as other:
        await lock_client(other, care.ana.id)
        stop = asyncio.ensure_future(care.ben.post(f"{path}/stop"))
        await until_blocked(care.sessions, stop)
        back = asyncio.ensure_future(care.ben.post(f"{path}/resume"))
        await until_blocked(care.sessions, back)
    assert body_of(await stop)["state"] == "stopped"
    assert body_of(await back)["state"] == "active"
    (row,) = await care.rows(select(Prescription))
    assert row.stopped_at is None
    assert len(await care.rows(select(PrescriptionPause))) == 1


async def test_what_was_paused_before_the_stop_stays_paused_when_it_is_taken_back(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause", {"until_on": on(3, 6)})
    await care.act_on(item, "stop")
    care.advance(hours=1)
    taken_back = await care.act_on(item, "resume")
    assert taken_back["state"] == "paused"
    assert (await care.act_on(item, "resume"))["state"] == "active"
