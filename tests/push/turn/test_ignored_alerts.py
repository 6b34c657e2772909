"""A therapist hears that her client ignores the reminders: once for a streak, with evidence."""

from sqlalchemy import text

from api.platform.db import transaction
from tests.acting.care import body_of
from tests.acting.safety import alerts
from tests.push.rig import MONDAY, Rig
from tests.push.turn.ignoring import HELD_BACK, SENT, WALLS, days_of, prescribe

PHONE = "ana-phone"


async def test_the_therapist_is_told_once_with_what_happened(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, *WALLS)
    await days_of(rig, "10:00", "11:00", "12:00")
    assert await alerts(rig.care) == []
    await days_of(rig, *WALLS[3:])
    (alert,) = await alerts(rig.care)
    assert (alert["kind"], alert["level"]) == ("reminders_ignored", None)
    (evidence,) = alert["evidence"]
    assert (evidence["code"], evidence["on"]) == ("reminders_ignored", MONDAY)
    assert evidence["at"] == "2026-03-02T12:00:00Z"


async def test_what_the_therapist_has_seen_is_not_told_again_in_the_same_streak(
    rig: Rig,
) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, *WALLS)
    await days_of(rig, *WALLS[:4])
    (alert,) = await alerts(rig.care)
    body_of(await rig.care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge", {"useful": True}))
    await days_of(rig, *WALLS[4:])
    assert await alerts(rig.care) == []


async def test_a_new_streak_is_told_anew(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=24)
    item = await prescribe(rig, *WALLS)
    await days_of(rig, *WALLS[:4])
    (first,) = await alerts(rig.care)
    body_of(await rig.care.ben.post(f"/v1/alerts/{first['id']}/acknowledge", {"useful": True}))
    body_of(await rig.care.log(item, MONDAY, "10:00"), 201)
    assert await days_of(rig, *WALLS[4:]) == [SENT, SENT, SENT, HELD_BACK]
    (second,) = await alerts(rig.care)
    assert second["id"] != first["id"]


async def test_a_therapist_who_cannot_be_told_costs_nobody_a_reminder(rig: Rig) -> None:
    cast = rig.care.cast
    await rig.phone(PHONE)
    await rig.phone("cy-phone", cast.cy)
    await prescribe(rig, *WALLS)
    await days_of(rig, *WALLS[:3])
    body = {"exercise": "chin-tuck", "schedule": {"times": ["13:00"]}}
    body_of(await cast.dora.post(f"/v1/clients/{cast.cy.id}/prescriptions", body), 201)
    await rename(rig, "alerts", "alerts_away")
    rig.stub.script("slow", delay_s=0.2)
    await rig.turn_at("13:00")
    assert rig.pushed[3:] == ["cy-phone"]
    states = {row.state for row in await rig.reminders() if row.account_id == cast.cy.id}
    assert "sent" in states
    assert "claimed" not in states
    await rename(rig, "alerts_away", "alerts")
    # The next one that is held back tells.
    assert await days_of(rig, "14:00", "15:00") == [SENT, HELD_BACK]
    assert len(await alerts(rig.care)) == 1


async def rename(rig: Rig, table: str, to: str) -> None:
    async with transaction(rig.care.sessions) as session:
        await session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
