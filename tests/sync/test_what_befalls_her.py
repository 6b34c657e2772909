"""A cursor outlives what befalls a client: sharing, episodes, an erasure, a discharge."""

from dataclasses import replace
from typing import Any

import pytest

from tests.acting.care import Care, Json, body_of, on, problem
from tests.acting.credentials import ANA, give_password, sign_in
from tests.acting.erasing import ask_for_mine, keep
from tests.acting.practice import act_on_client, at_work, deactivate, discharge, reassign
from tests.acting.syncing import Phone, all_of, change, statuses

MONDAY, TUESDAY = on(3, 2), on(3, 3)
NOON = "2026-03-03T12:00:00+01:00"
SHARING = "/v1/me/consents"


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 11)
    return made


@pytest.fixture
async def phone(care: Care, item: Json) -> Phone:
    """A phone that has everything already."""
    found = Phone(care.ana)
    await found.sync()
    return found


def log_of(item: Json, slot: str = "08:00", day: str = TUESDAY) -> Json:
    slot_of = {"prescription_id": item["id"], "local_date": day, "slot": slot}
    return change("log", **slot_of, outcome="done", recorded_at=NOON)


async def told_of(phone: Phone, *changes: Json) -> set[str]:
    """Sync, and return the kinds of which anything was told."""
    answer = await phone.sync(*changes)
    assert "refused" not in statuses(answer), answer["results"]
    assert phone.has == await all_of(phone.person)
    return {each["kind"] for each in answer["changes"] + answer["deleted"]}


async def act_on_episode(care: Care, **said: Any) -> Json:
    return body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/episodes", said), 201)


async def test_whom_she_shares_with_changes_nothing_on_her_own_phone(care, item, phone):
    cursor, notifications = phone.cursor, phone.notifications
    for yes in (False, True):
        body_of(await care.ana.put(SHARING, {"share_with_therapist": yes}))
        assert await told_of(phone) == set()
        assert (phone.cursor, phone.notifications) == (cursor, notifications)


async def test_while_she_does_not_share_her_phone_is_taken_in_and_told_all_the_same(
    care, item, phone
):
    body_of(await care.ana.put(SHARING, {"share_with_therapist": False}))
    assert problem(await care.ben.get(f"/v1/clients/{care.ana.id}"))[0] == 404
    assert await told_of(phone, log_of(item)) == {"log", "day", "home"}
    body_of(await care.ana.put(SHARING, {"share_with_therapist": True}))
    await care.edit(item, note="Slowly.")
    assert await told_of(phone) == {"prescription", "day", "plan_change"}
    assert phone.of("prescription")[item["id"]]["note"] == "Slowly."


async def test_an_episode_that_begins_or_is_edited_is_nothing_to_a_phone(care, item, phone):
    session = {"starts_at": "2026-03-05T09:00:00+01:00", "duration_min": 30, "status": "planned"}
    path = f"/v1/clients/{care.ana.id}"
    body_of(await care.ben.post(f"{path}/appointments", session), 201)
    assert await told_of(phone) == {"appointment", "home"}
    cursor = phone.cursor
    episode = await act_on_episode(care, starts_on=MONDAY)
    assert await told_of(phone) == set()
    headers = {"if-match": episode["etag"]}
    edited = {"starts_on": on(3, 4), "planned_sessions": 9}
    body_of(await care.ben.patch(f"/v1/episodes/{episode['id']}", edited, headers=headers))
    assert await told_of(phone) == set()
    body_of(await care.ben.post(f"{path}/goals", {"text": "Walk to the lake."}), 201)
    assert await told_of(phone) == {"goal"}
    cursor = phone.cursor
    await act_on_episode(care, starts_on=on(3, 10))
    care.advance(minutes=1)
    assert await told_of(phone) == set()
    assert phone.cursor == cursor


async def test_who_asks_to_be_erased_is_signed_out_and_who_keeps_it_converges(
    care, item, phone, http
):
    """What was recorded meanwhile waits in the queue; a new sign-in has no old cursor."""
    await give_password(care, care.ana, ANA)
    asked = await ask_for_mine(care)
    waiting = log_of(item)
    for sent in ((), (waiting,)):
        assert problem(await phone.send(*sent)) == (401, "token_revoked")
    assert await care.logs() == []
    assert problem(await sign_in(http, ANA)) == (409, "erasure_pending")
    body_of(await keep(http, code=asked["code"]))
    assert problem(await phone.send(waiting)) == (401, "token_revoked")
    token = body_of(await sign_in(http, ANA))["access_token"]
    phone.person = replace(phone.person, token=token)
    assert problem(await phone.send(waiting)) == (410, "cursor_expired")
    assert await care.logs() == []
    phone.cursor = None
    assert statuses(await phone.sync(waiting)) == ["stored"]
    assert set(phone.of("log")) == {waiting["id"]}
    assert phone.has == await all_of(phone.person)
    assert {each["slot"] for each in phone.notifications} >= {"20:00"}
    assert await told_of(phone) == set()


async def test_who_is_discharged_is_reminded_of_nothing_and_who_is_readmitted_is_told(
    care, item, phone
):
    assert phone.notifications
    await discharge(care)
    assert {"prescription", "day"} <= await told_of(phone)
    assert phone.notifications == []
    # What was due before stands; nothing comes after it.
    slots = [each["slot"] for each in phone.of("day")[TUESDAY]["items"][0]["slots"]]
    assert slots == ["08:00"]
    assert [day["items"] for on_date, day in phone.of("day").items() if on_date > TUESDAY] == [
        []
    ] * 6
    assert phone.of("prescription")[item["id"]]["state"] == "paused"
    # What she did before she was discharged is taken in, and what she does by herself.
    before = log_of(item, "20:00", MONDAY)
    before["body"]["recorded_at"] = "2026-03-02T20:05:00+01:00"
    day = change("check_in", date=TUESDAY, pain_average=3, recorded_at=NOON)
    assert {"log", "check_in"} <= await told_of(phone, before, day)
    assert phone.notifications == []
    care.advance(days=1)
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    await told_of(phone)
    assert {each["source"] for each in phone.notifications} == {"check_in", "weekly_check_in"}
    assert phone.of("prescription")[item["id"]]["state"] == "paused"
    await care.act_on(item, "resume")
    assert {"prescription", "day"} <= await told_of(phone)
    assert "prescription" in {each["source"] for each in phone.notifications}
    assert [each["prescription_id"] for each in phone.of("day")[on(3, 4)]["items"]] == [item["id"]]


async def test_another_therapist_or_none_at_work_is_nothing_to_a_phone(care, item, phone):
    dan = await at_work(care, "Dan")
    await reassign(care, dan)
    assert await told_of(phone) == set()
    body_of(await deactivate(care, dan, care.ben))
    assert await told_of(phone) == set()
    await care.edit(item, note="Slowly.")
    assert "prescription" in await told_of(phone)
