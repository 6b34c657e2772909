"""From the phone's registration to the push and back: what it says of it, what it puts off."""

import asyncio
from datetime import datetime, timedelta

import pytest
from httpx2 import Response

from api.platform.db import transaction
from push.chores.stale import UNHEARD_OF
from tests.acting.care import Json, body_of
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import MONDAY, Rig, monday
from tests.waiting import until

TEN = monday("10:00")


async def receipt(rig: Rig, **said: str) -> Response:
    """Report what became of the last push, as the phone that got it."""
    reminder_id = rig.stub.accepted[-1]["message"]["data"]["reminder_id"]
    return await rig.care.ana.put(f"/v1/me/reminders/{reminder_id}/receipt", said)


async def ledger(rig: Rig) -> Json:
    path = f"/v1/clients/{rig.care.ana.id}/reminders"
    return body_of(await rig.care.ben.get(path, params={"from": MONDAY, "to": MONDAY}))


async def test_a_token_and_an_installation_id_are_pushed_to_each_in_its_own_field(
    rig: Rig,
) -> None:
    await rig.phone("by-token")
    tablet = {"platform": "ios", "target": {"kind": "fid", "value": "by-fid"}}
    body_of(await rig.care.ana.put("/v1/me/devices/tablet", tablet), 201)
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    kinds = {entry["value"]: entry["kind"] for entry in rig.stub.accepted}
    assert kinds == {"by-token": "token", "by-fid": "fid"}


async def test_a_phone_that_changes_hands_gets_nothing_that_was_claimed_for_who_had_it(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.move(TEN)
    claimed = await claim_due(rig)
    await rig.hand_over("ana-phone")
    await dispatch_claim(rig, claimed)
    assert rig.stub.requests == 0
    assert await rig.ends() == {"10:00": ("skipped", "no_device")}


async def test_what_left_before_a_phone_changed_hands_is_not_the_next_persons_to_report(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    await rig.hand_over("ana-phone")
    assert rig.stub.requests == 1
    reminder_id = rig.stub.accepted[0]["message"]["data"]["reminder_id"]
    path = f"/v1/me/reminders/{reminder_id}/receipt"
    said = {"opened_at": TEN.isoformat(), "installation_id": "ana-phone"}
    assert (await rig.care.cast.cy.put(path, said)).status_code == 404


async def test_a_late_404_for_an_earlier_target_disables_nothing_of_the_next_person(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.stub.script("404-unregistered")
    rig.stub.hold()
    rig.move(TEN)
    turn = asyncio.create_task(rig.worker.turn())
    await until(lambda: rig.stub.requests == 1, "the push to reach FCM")
    # The very same installation and target, another person.
    await rig.hand_over("ana-phone")
    rig.stub.release()
    await turn
    assert await rig.disabled() == {"ana-phone": None}


async def test_signing_out_silences_the_phone(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    body_of(await rig.care.ana.post("/v1/auth/sign-out"))
    assert await rig.turn_at("10:00") == []
    assert await rig.disabled() == {"ana-phone": "signed_out"}
    assert await rig.ends() == {"10:00": ("skipped", "no_device")}


@pytest.mark.parametrize("reason", ["removed", "unregistered"])
async def test_a_phone_that_was_disabled_and_comes_back_is_pushed_to_again(
    rig: Rig, reason: str
) -> None:
    await rig.phone("ana-phone")
    (before,) = await rig.devices()
    before.disabled_at, before.disabled_reason = rig.care.clock.at, reason
    async with transaction(rig.care.sessions) as session:
        await session.merge(before)
    await rig.care.prescribe("10:00", "15:00")
    assert await rig.turn_at("10:00") == []
    await rig.phone("ana-phone")
    assert await rig.turn_at("15:00") == ["ana-phone"]
    (after,) = await rig.devices()
    assert after.target_generation == before.target_generation + 1


async def test_the_phone_is_told_until_when_it_is_not_stale(rig: Rig) -> None:
    body = {"platform": "ios", "target": {"kind": "token", "value": "ana-phone"}}
    told = body_of(await rig.care.ana.put("/v1/me/devices/ana-phone", body), 201)
    registered, by = (datetime.fromisoformat(told[name]) for name in ("refreshed_at", "refresh_by"))
    assert by - registered == UNHEARD_OF


async def test_without_a_phone_that_takes_notifications_the_ledger_says_so(rig: Rig) -> None:
    for phone in ("ana-phone", "ana-tablet"):
        await rig.phone(phone, notifications_allowed=False)
    await rig.care.prescribe("10:00")
    assert await rig.turn_at("10:00") == []
    told = await ledger(rig)
    assert told["reachable"] is False
    assert [(row["state"], row["reason"]) for row in told["items"]] == [("skipped", "no_device")]


async def test_a_push_is_reported_by_the_phone_that_got_it_and_the_ledger_shows_when(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    rig.move(TEN + timedelta(seconds=30))
    body_of(await receipt(rig, received_at=(TEN + timedelta(seconds=2)).isoformat()))
    (row,) = (await ledger(rig))["items"]
    (delivery,) = row["deliveries"]
    assert (row["state"], delivery["state"]) == ("sent", "accepted")
    assert delivery["received_at"] == "2026-03-02T09:00:02Z"


async def test_a_receipt_settles_what_nobody_knew(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.stub.script("reset-after-accept")
    await rig.turn_at("10:00")
    assert await rig.ends() == {"10:00": ("failed", "unknown")}
    body_of(await receipt(rig, received_at=TEN.isoformat()))
    assert await rig.ends() == {"10:00": ("sent", None)}
    assert await rig.deliveries() == {"ana-phone": "accepted"}


async def test_a_receipt_that_overtakes_the_answer_is_kept_and_so_is_the_answer(
    rig: Rig,
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.stub.hold()
    rig.move(TEN)
    turn = asyncio.create_task(rig.worker.turn())
    await until(lambda: len(rig.stub.accepted) == 1, "FCM to take the push on")
    told = body_of(await receipt(rig, received_at=TEN.isoformat()))
    assert (told["state"], told["deliveries"][0]["state"]) == ("claimed", "dispatching")
    rig.stub.release()
    await turn
    (row,) = (await ledger(rig))["items"]
    (delivery,) = row["deliveries"]
    assert (row["state"], delivery["state"]) == ("sent", "accepted")
    assert delivery["received_at"] == "2026-03-02T09:00:00Z"


async def snooze(rig: Rig, minutes: int) -> Json:
    reminder_id = rig.stub.accepted[-1]["message"]["data"]["reminder_id"]
    path = f"/v1/me/reminders/{reminder_id}/snooze"
    return body_of(await rig.care.ana.post(path, {"minutes": minutes}), 201)


async def test_a_snooze_leaves_when_it_is_due_and_not_before(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    rig.move(monday("10:05"))
    made = await snooze(rig, 20)
    assert len(await rig.turn_at("10:24:59")) == 1
    assert len(await rig.turn_at("10:25")) == 2
    assert rig.stub.accepted[-1]["message"]["data"]["reminder_id"] == made["id"]
    assert len(await rig.turn_at("10:40")) == 2


async def test_a_snooze_of_what_was_done_meanwhile_stays_silent(rig: Rig) -> None:
    await rig.phone("ana-phone")
    item = await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    rig.move(monday("10:05"))
    await snooze(rig, 20)
    body_of(await rig.care.log(item, MONDAY, "10:00"), 201)
    assert len(await rig.turn_at("10:25")) == 1
