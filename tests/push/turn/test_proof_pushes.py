"""The push of a proof, from the claim to what FCM answers: it disturbs and disables nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.platform.ids import digest
from api.tables import Reminder
from tests.acting.care import body_of
from tests.push.rig import ANA, Rig, monday
from tests.push.turn.test_proofs import (
    CYS,
    NOON,
    contested,
    proofs,
    pushed_proof,
    put,
    shown,
    stored,
)
from tests.statements import asked


async def test_it_is_pushed_at_night_beside_reminders_and_counts_for_nothing(rig: Rig) -> None:
    await rig.phone(ANA)
    rig.move(monday("23:00"))
    await put(rig, notifications_allowed=False)
    await rig.worker.turn()
    assert rig.pushed == [ANA]
    listed = body_of(await rig.care.cast.cy.get("/v1/me/reminders/upcoming"))
    assert listed == {"items": []}
    (row,) = await rig.care.rows(select(Reminder).where(Reminder.source == "proof"))
    assert row.counted_on is None
    path = f"/v1/me/reminders/{row.id}"
    mine = body_of(await rig.care.cast.cy.get(path))
    assert (mine["source"], mine["state"]) == ("proof", "sent")
    refused = await rig.care.cast.cy.post(f"{path}/snooze", {"minutes": 15})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_snoozable")
    ledger = await rig.care.cast.dora.get(f"/v1/clients/{rig.care.cast.cy.id}/reminders")
    assert [item["source"] for item in body_of(ledger)["items"] if item["source"] == "proof"] == []


async def test_a_client_whose_care_has_ended_proves_her_target_too(rig: Rig) -> None:
    await contested(rig)
    cy = rig.care.cast.cy
    body_of(await rig.care.cast.dora.post(f"/v1/clients/{cy.id}/discharge", {}))
    assert await pushed_proof(rig)


@pytest.mark.parametrize("answer", ["404-unregistered", "403", "400"])
async def test_a_dead_target_ends_the_proof_and_disables_nobody(rig: Rig, answer: str) -> None:
    await contested(rig)
    await rig.test_push(ANA)
    await rig.worker.turn()
    rig.stub.accepted.clear()
    before = await stored(rig, ANA)
    rig.move(NOON + timedelta(minutes=15))
    await put(rig)
    rig.stub.script(answer)
    await rig.worker.turn()
    assert (await proofs(rig))[-1] == ("failed", "target_dead")
    rig.move(NOON + timedelta(minutes=16))
    await rig.worker.turn()
    assert rig.stub.accepted == []
    assert await rig.disabled() == {ANA: None, "cys": "awaits_proof"}
    assert (await stored(rig, ANA)).target_generation == before.target_generation


async def test_what_fcm_puts_off_is_tried_again_with_another_proof(rig: Rig) -> None:
    await contested(rig)
    rig.stub.script("503", retry_after="20")
    await rig.worker.turn()
    assert rig.stub.accepted == []
    lost = (await stored(rig)).proof_hash
    rig.move(NOON + timedelta(seconds=30))
    proof = await pushed_proof(rig)
    assert lost not in (None, digest(proof))
    assert shown(await put(rig, proof=proof)) == (True, False)


async def test_what_is_late_is_not_pushed(rig: Rig) -> None:
    await contested(rig)
    rig.move(NOON + timedelta(minutes=10))
    await rig.worker.turn()
    assert rig.stub.requests == 0
    assert await proofs(rig) == [("expired", "expired")]


@pytest.mark.parametrize("by", ["removed", "freed"])
async def test_what_no_phone_awaits_any_more_is_not_pushed(rig: Rig, by: str) -> None:
    await contested(rig)
    if by == "removed":
        body_of(await rig.care.cast.cy.delete(CYS))
    else:
        body_of(await rig.care.ana.delete(f"/v1/me/devices/{ANA}"))
        assert shown(await put(rig)) == (True, False)
    await rig.worker.turn()
    assert rig.stub.requests == 0
    assert await proofs(rig) == [("skipped", "no_device")]


async def test_a_turn_without_any_looks_for_phones_once(rig: Rig) -> None:
    await rig.phone(ANA)
    await rig.care.prescribe("12:00")
    rig.move(NOON)
    with asked(rig.care.sessions.engine.sync_engine) as seen:
        await rig.worker.turn()
    assert rig.pushed == [ANA]
    assert len([sql for sql, _ in seen if "FROM devices" in sql or "JOIN devices" in sql]) == 1
