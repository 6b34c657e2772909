"""Whose a phone is: another's is absent while she is signed in there, and free after that."""

from typing import Any

import pytest
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import Device, Reminder
from tests.accounts.test_devices import PHONE, body, register, stored
from tests.acting.care import Care, body_of, problem


async def change(care: Care, installation: str, **values: Any) -> None:
    async with transaction(care.sessions) as session:
        these = update(Device).where(Device.installation_id == installation)
        await session.execute(these.values(values))


async def test_another_persons_phone_is_absent_while_she_is_signed_in_there(care):
    await register(care.ana)
    before = await stored(care)
    care.advance(minutes=1)
    absent = (await care.cast.cy.delete("/v1/me/devices/nobodys")).json()
    for answer in (
        await care.cast.cy.put(PHONE, body("target-2", timezone="Asia/Tokyo")),
        await care.cast.cy.delete(PHONE),
        await care.cast.cy.post(f"{PHONE}/test-push"),
    ):
        assert answer.status_code == 404
        told = answer.json()
        assert told | {"request_id": ""} == absent | {"request_id": ""}
    after = await stored(care)
    assert (after.account_id, after.target, after.disabled_at) == (care.ana.id, "target-1", None)
    assert (after.refreshed_at, after.target_generation) == (
        before.refreshed_at,
        before.target_generation,
    )
    assert body_of(await care.cast.cy.get("/v1/me"))["timezone"] == "Europe/Berlin"
    assert await care.rows(select(Reminder).where(Reminder.source == "test")) == []
    body_of(await care.ana.post(f"{PHONE}/test-push"), 201)


@pytest.mark.parametrize("reason", ["stale", "unregistered", "target_moved"])
async def test_a_phone_that_is_not_pushed_to_is_still_hers_while_she_is_signed_in(care, reason):
    await register(care.ana)
    await change(care, "phone-1", disabled_at=care.clock.at, disabled_reason=reason)
    assert problem(await care.cast.cy.put(PHONE, body())) == (404, "not_found")
    assert (await register(care.ana, status=200))["enabled"] is True


@pytest.mark.parametrize("way", ["signed out", "removed"])
async def test_a_phone_that_changes_hands_is_the_next_persons(care, way):
    await register(care.ana)
    before = await stored(care)
    other = await care.another_phone()
    if way == "removed":
        body_of(await care.ana.delete(PHONE))
    else:
        body_of(await care.ana.post("/v1/auth/sign-out"))
    await register(care.cast.cy, status=200)
    row = await stored(care)
    assert (row.account_id, row.disabled_at) == (care.cast.cy.id, None)
    assert row.target_generation == before.target_generation + 1
    assert problem(await other.delete(PHONE)) == (404, "not_found")
    assert problem(await other.post(f"{PHONE}/test-push")) == (404, "not_found")
    assert problem(await other.put(PHONE, body())) == (404, "not_found")
    body_of(await care.cast.cy.post(f"{PHONE}/test-push"), 201)


async def test_whoever_signs_in_anew_on_her_phone_keeps_it(care):
    await register(care.ana)
    again = await care.another_phone()
    told = await register(again, status=200)
    assert told["enabled"] is True
    assert (await stored(care)).account_id == care.ana.id
    body_of(await care.ana.post("/v1/auth/sign-out"))
    # The phone is that of the later sign-in by now.
    assert (await stored(care)).disabled_at is None
    assert problem(await care.cast.cy.put(PHONE, body())) == (404, "not_found")
