"""From the phone's registration to the push and back: what it says of it, what it puts off."""

import asyncio
from datetime import datetime, timedelta

import pytest
from httpx2 import Response

from api.platform.db import transaction
from push.chores.stale import UNHEARD_OF
from tests.acting.care import Json, shown
from tests.push.claims_by_hand import send, take
from tests.push.house import MONDAY, House, monday
from tests.waiting import until

TEN = monday("10:00")


async def receipt(house: House, **said: str) -> Response:
    """Report what became of the last push, as the phone that got it."""
    reminder_id = house.stub.accepted[-1]["message"]["data"]["reminder_id"]
    return await house.care.ana.put(f"/v1/me/reminders/{reminder_id}/receipt", said)


async def ledger(house: House) -> Json:
    path = f"/v1/clients/{house.care.ana.id}/reminders"
    return shown(await house.care.ben.get(path, params={"from": MONDAY, "to": MONDAY}))


async def test_a_token_and_an_installation_id_are_pushed_to_each_in_its_own_field(
    house: House,
) -> None:
    await house.phone("by-token")
    tablet = {"platform": "ios", "target": {"kind": "fid", "value": "by-fid"}}
    shown(await house.care.ana.put("/v1/me/devices/tablet", tablet), 201)
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    kinds = {entry["value"]: entry["kind"] for entry in house.stub.accepted}
    assert kinds == {"by-token": "token", "by-fid": "fid"}


async def test_a_phone_that_changes_hands_gets_nothing_that_was_claimed_for_who_had_it(
    house: House,
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    house.move(TEN)
    hand = await take(house)
    await house.phone("ana-phone", whose=house.care.cast.cy)
    await send(house, hand)
    assert house.stub.requests == 0
    assert await house.ends() == {"10:00": ("skipped", "no_device")}


async def test_what_left_before_a_phone_changed_hands_is_not_the_next_persons_to_report(
    house: House,
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    await house.phone("ana-phone", whose=house.care.cast.cy)
    assert house.stub.requests == 1
    reminder_id = house.stub.accepted[0]["message"]["data"]["reminder_id"]
    path = f"/v1/me/reminders/{reminder_id}/receipt"
    said = {"opened_at": TEN.isoformat(), "installation_id": "ana-phone"}
    assert (await house.care.cast.cy.put(path, said)).status_code == 404


async def test_a_late_404_for_an_earlier_target_disables_nothing_of_the_next_person(
    house: House,
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    house.stub.script("404-unregistered")
    house.stub.hold()
    house.move(TEN)
    turn = asyncio.create_task(house.worker.turn())
    await until(lambda: house.stub.requests == 1, "the push to reach FCM")
    # The very same installation and target, another person.
    await house.phone("ana-phone", whose=house.care.cast.cy)
    house.stub.release()
    await turn
    assert await house.disabled() == {"ana-phone": None}


async def test_signing_out_silences_the_phone(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    shown(await house.care.ana.post("/v1/auth/sign-out"))
    assert await house.turn_at("10:00") == []
    assert await house.disabled() == {"ana-phone": "signed_out"}
    assert await house.ends() == {"10:00": ("skipped", "no_device")}


@pytest.mark.parametrize("reason", ["removed", "unregistered"])
async def test_a_phone_that_was_disabled_and_comes_back_is_pushed_to_again(
    house: House, reason: str
) -> None:
    await house.phone("ana-phone")
    (before,) = await house.devices()
    before.disabled_at, before.disabled_reason = house.care.clock.at, reason
    async with transaction(house.care.sessions) as session:
        await session.merge(before)
    await house.care.prescribe("10:00", "15:00")
    assert await house.turn_at("10:00") == []
    await house.phone("ana-phone")
    assert await house.turn_at("15:00") == ["ana-phone"]
    (after,) = await house.devices()
    assert after.target_generation == before.target_generation + 1


async def test_the_phone_is_told_until_when_it_is_not_stale(house: House) -> None:
    body = {"platform": "ios", "target": {"kind": "token", "value": "ana-phone"}}
    told = shown(await house.care.ana.put("/v1/me/devices/ana-phone", body), 201)
    registered, by = (datetime.fromisoformat(told[name]) for name in ("refreshed_at", "refresh_by"))
    assert by - registered == UNHEARD_OF


async def test_without_a_phone_that_takes_notifications_the_ledger_says_so(house: House) -> None:
    for phone in ("ana-phone", "ana-tablet"):
        await house.phone(phone, notifications_allowed=False)
    await house.care.prescribe("10:00")
    assert await house.turn_at("10:00") == []
    told = await ledger(house)
    assert told["reachable"] is False
    assert [(row["state"], row["reason"]) for row in told["items"]] == [("skipped", "no_device")]


async def test_a_push_is_reported_by_the_phone_that_got_it_and_the_ledger_shows_when(
    house: House,
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    house.move(TEN + timedelta(seconds=30))
    shown(await receipt(house, received_at=(TEN + timedelta(seconds=2)).isoformat()))
    (row,) = (await ledger(house))["items"]
    (delivery,) = row["deliveries"]
    assert (row["state"], delivery["state"]) == ("sent", "accepted")
    assert delivery["received_at"] == "2026-03-02T09:00:02Z"


async def test_a_receipt_settles_what_nobody_knew(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    house.stub.script("reset-after-accept")
    await house.turn_at("10:00")
    assert await house.ends() == {"10:00": ("failed", "unknown")}
    shown(await receipt(house, received_at=TEN.isoformat()))
    assert await house.ends() == {"10:00": ("sent", None)}
    assert await house.deliveries() == {"ana-phone": "accepted"}


async def test_a_receipt_that_overtakes_the_answer_is_kept_and_so_is_the_answer(
    house: House,
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    house.stub.hold()
    house.move(TEN)
    turn = asyncio.create_task(house.worker.turn())
    await until(lambda: len(house.stub.accepted) == 1, "FCM to take the push on")
    told = shown(await receipt(house, received_at=TEN.isoformat()))
    assert (told["state"], told["deliveries"][0]["state"]) == ("claimed", "dispatching")
    house.stub.release()
    await turn
    (row,) = (await ledger(house))["items"]
    (delivery,) = row["deliveries"]
    assert (row["state"], delivery["state"]) == ("sent", "accepted")
    assert delivery["received_at"] == "2026-03-02T09:00:00Z"


async def snooze(house: House, minutes: int) -> Json:
    reminder_id = house.stub.accepted[-1]["message"]["data"]["reminder_id"]
    path = f"/v1/me/reminders/{reminder_id}/snooze"
    return shown(await house.care.ana.post(path, {"minutes": minutes}), 201)


async def test_a_snooze_leaves_when_it_is_due_and_not_before(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    house.move(monday("10:05"))
    made = await snooze(house, 20)
    assert len(await house.turn_at("10:24:59")) == 1
    assert len(await house.turn_at("10:25")) == 2
    assert house.stub.accepted[-1]["message"]["data"]["reminder_id"] == made["id"]
    assert len(await house.turn_at("10:40")) == 2


async def test_a_snooze_of_what_was_done_meanwhile_stays_silent(house: House) -> None:
    await house.phone("ana-phone")
    item = await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    house.move(monday("10:05"))
    await snooze(house, 20)
    shown(await house.care.log(item, MONDAY, "10:00"), 201)
    assert len(await house.turn_at("10:25")) == 1
