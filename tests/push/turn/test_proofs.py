"""A target that another holds: it moves to the phone that sends back what was pushed to it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.platform.ids import digest
from api.tables import Device, Reminder
from tests.acting.care import Json, body_of
from tests.cast import Person
from tests.push.rig import ANA, Rig, monday
from tests.waiting import until

# Cy's installation on the phone that Ana's target reaches.
CYS = "/v1/me/devices/cys"
NOON = monday("12:00")


def body(target: str = ANA, **more: Any) -> Json:
    return {"platform": "android", "target": {"kind": "token", "value": target}} | more


async def put(rig: Rig, path: str = CYS, who: Person | None = None, **more: Any) -> Json:
    answer = await (who or rig.care.cast.cy).put(path, body(**more))
    assert answer.status_code in (200, 201), answer.text
    told: Json = answer.json()
    return told


async def contested(rig: Rig) -> None:
    """Have Cy register the target of a phone on which Ana is signed in."""
    rig.move(NOON)
    await rig.phone(ANA)
    assert shown(await put(rig)) == (False, True)


async def pushed_proof(rig: Rig) -> str:
    """Run a turn and return the proof that it pushed."""
    before = len(rig.stub.accepted)
    await rig.worker.turn()
    (entry,) = rig.stub.accepted[before:]
    assert entry["value"] == ANA
    found: str = entry["message"]["data"]["proof"]
    return found


def shown(told: Json) -> tuple[bool, bool]:
    return told["enabled"], told["awaits_proof"]


async def proofs(rig: Rig) -> list[tuple[str, str | None]]:
    rows = await rig.care.rows(
        select(Reminder).where(Reminder.source == "proof").order_by(Reminder.due_at)
    )
    return [(row.state, row.reason) for row in rows]


async def stored(rig: Rig, installation: str = "cys") -> Device:
    (row,) = await rig.care.rows(select(Device).where(Device.installation_id == installation))
    return row


async def test_its_owner_goes_on_being_pushed_to_until_it_is_proven(rig: Rig) -> None:
    await contested(rig)
    await rig.care.prescribe("12:01", "12:20")
    await pushed_proof(rig)
    assert await rig.turn_at("12:01") == [ANA] * 2
    assert "action" not in rig.stub.accepted[-1]["message"]["data"]
    assert await rig.disabled() == {ANA: None, "cys": "awaits_proof"}
    assert (await rig.care.cast.cy.post(f"{CYS}/test-push")).status_code == 409
    assert (await rig.care.ana.delete(CYS)).status_code == 404


async def test_the_push_is_silent_short_and_tells_of_nobody(rig: Rig) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    (row,) = await rig.care.rows(select(Reminder).where(Reminder.source == "proof"))
    message = rig.stub.accepted[-1]["message"]
    assert message == {
        "token": ANA,
        "data": {
            "action": "proof",
            "reminder_id": str(row.id),
            "installation_id": "cys",
            "proof": proof,
        },
        "android": {"priority": "normal", "ttl": "600s"},
        "apns": {
            "headers": {
                "apns-push-type": "background",
                "apns-priority": "5",
                "apns-expiration": str(int(NOON.timestamp()) + 600),
            },
            "payload": {"aps": {"content-available": 1}},
        },
        "webpush": {"headers": {"TTL": "600", "Urgency": "low"}},
    }
    # 256 bits, of which only the hash is kept.
    assert len(proof) == 43
    device = await stored(rig)
    assert device.proof_hash == digest(proof)
    assert device.proof_expires_at == NOON + timedelta(minutes=15)


async def test_the_phone_that_sends_it_back_has_the_target_from_then_on(rig: Rig) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    assert shown(await put(rig, proof=proof)) == (True, False)
    assert await rig.disabled() == {ANA: "target_moved", "cys": None}
    assert (await stored(rig)).proof_hash is None
    await rig.care.prescribe("12:01")
    await rig.turn_at("12:01")
    assert await rig.ends() == {"12:01": ("skipped", "no_device")}
    body_of(await rig.care.cast.cy.post(f"{CYS}/test-push"), 201)
    assert (await rig.turn_at("12:01"))[1:] == [ANA]
    assert await proofs(rig) == [("sent", None)]


async def test_whoever_lost_it_gets_it_back_in_the_same_way(rig: Rig) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    await put(rig, proof=proof)
    hers = f"/v1/me/devices/{ANA}"
    assert shown(await put(rig, hers, rig.care.ana)) == (False, True)
    back = await pushed_proof(rig)
    assert shown(await put(rig, hers, rig.care.ana, proof=back)) == (True, False)
    # A proof is good once, and the one that moved it before is worth nothing now.
    assert shown(await put(rig, proof=proof)) == (False, True)
    assert await rig.disabled() == {ANA: None, "cys": "awaits_proof"}


@pytest.mark.parametrize("wrong", ["", "x", "of another phone", "of another target", "old"])
async def test_a_proof_that_is_not_this_one_moves_nothing(rig: Rig, wrong: str) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    said: Json = {"proof": wrong}
    if wrong == "of another phone":
        await put(rig, "/v1/me/devices/cys-other")
        said = {"proof": await pushed_proof(rig), "path": CYS}
    elif wrong == "of another target":
        await rig.phone("ben-phone", rig.care.ben)
        said = {"proof": proof, "target": "ben-phone"}
    elif wrong == "old":
        rig.move(NOON + timedelta(minutes=15))
        said = {"proof": proof}
    assert shown(await put(rig, **said)) == (False, True)
    assert (await rig.disabled())[ANA] is None


async def test_after_a_few_wrong_ones_the_right_one_is_not_taken_either(rig: Rig) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    for guess in range(4):
        await put(rig, proof=f"guess {guess}")
    assert (await stored(rig)).proof_tries == 4
    await put(rig, proof="guess 5")
    assert shown(await put(rig, proof=proof)) == (False, True)
    rig.move(NOON + timedelta(minutes=16))
    await put(rig)
    assert shown(await put(rig, proof=await pushed_proof(rig))) == (True, False)


async def test_a_target_that_was_left_for_another_is_not_proven_by_it(rig: Rig) -> None:
    await contested(rig)
    proof = await pushed_proof(rig)
    await rig.phone("ben-phone", rig.care.ben)
    await put(rig, target="ben-phone")
    assert (await stored(rig)).proof_hash is None
    assert shown(await put(rig, proof=proof)) == (False, True)


async def test_one_phone_asks_for_one_push_in_a_quarter_of_an_hour(rig: Rig) -> None:
    await contested(rig)
    for minute in range(15):
        rig.move(NOON + timedelta(minutes=minute))
        await put(rig)
        await rig.worker.turn()
    assert len(rig.stub.accepted) == 1
    rig.move(NOON + timedelta(minutes=15))
    await put(rig)
    await rig.worker.turn()
    assert len(rig.stub.accepted) == 2


async def test_ever_new_phones_of_one_person_ask_for_ten_in_a_day(rig: Rig) -> None:
    await contested(rig)
    for number in range(12):
        await put(rig, f"/v1/me/devices/cys-{number}")
        await rig.worker.turn()
    assert len(rig.stub.accepted) == 10
    rig.move(NOON + timedelta(days=1, seconds=1))
    await put(rig)
    await rig.worker.turn()
    assert len(rig.stub.accepted) == 11


@pytest.mark.parametrize("end", ["sign-out", "remove", "stale"])
async def test_a_target_whose_owner_is_gone_moves_at_once(rig: Rig, end: str) -> None:
    await rig.phone(ANA)
    if end == "sign-out":
        body_of(await rig.care.ana.post("/v1/auth/sign-out"))
    elif end == "remove":
        body_of(await rig.care.ana.delete(f"/v1/me/devices/{ANA}"))
    else:
        rig.care.advance(days=31)
        await rig.worker.disable_stale()
    assert shown(await put(rig)) == (True, False)
    assert await proofs(rig) == []


async def test_her_own_target_follows_her_to_another_installation_at_once(rig: Rig) -> None:
    await rig.phone(ANA)
    again = await rig.care.another_phone()
    assert shown(await put(rig, "/v1/me/devices/restored", again)) == (True, False)
    assert await rig.disabled() == {ANA: "target_moved", "restored": None}
    assert await proofs(rig) == []


async def test_a_proof_pushed_as_the_phone_takes_another_target_proves_nothing(rig: Rig) -> None:
    await contested(rig)
    await rig.phone("ben-phone", rig.care.ben)
    rig.stub.hold()
    turn = asyncio.create_task(rig.worker.turn())
    await until(lambda: rig.stub.accepted != [], "the proof to reach FCM")
    await put(rig, target="ben-phone")
    rig.stub.release()
    await turn
    proof = rig.stub.accepted[-1]["message"]["data"]["proof"]
    assert shown(await put(rig, target="ben-phone", proof=proof)) == (False, True)
