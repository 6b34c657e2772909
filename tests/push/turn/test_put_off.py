"""A reminder that is put off while it is still being tried."""

from uuid import UUID

from tests.acting.care import problem, shown
from tests.push.house import House


async def put_off(house: House, slot: str = "10:00", minutes: int = 30) -> UUID:
    (row,) = [row for row in await house.reminders() if row.slot == slot and row.attempts]
    path = f"/v1/me/reminders/{row.id}/snooze"
    made = shown(await house.care.ana.post(path, {"minutes": minutes}), 201)
    return UUID(made["id"])


async def test_what_fcm_refused_for_now_is_tried_no_more_once_it_is_put_off(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    house.stub.script("503", times=1)
    await house.turn_at("10:00")
    snooze = await put_off(house)
    assert await house.turn_at("10:05") == []
    assert (await house.ends())["10:00"] == ("scheduled", None), "the snooze bears its slot"
    assert await house.turn_at("10:31") == ["ana-phone"]
    ends = {row.id: (row.state, row.reason) for row in await house.reminders() if row.attempts}
    assert ends.pop(snooze) == ("sent", None)
    assert list(ends.values()) == [("skipped", "grouped")]


async def test_nothing_is_put_off_into_the_quiet_hours(house: House) -> None:
    quiet = {"quiet_hours": {"start": "10:20", "end": "11:00"}}
    shown(await house.care.ana.patch("/v1/me", quiet))
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    (row,) = [row for row in await house.reminders() if row.state == "sent"]
    path = f"/v1/me/reminders/{row.id}/snooze"
    assert problem(await house.care.ana.post(path, {"minutes": 30})) == (409, "in_quiet_hours")
    shown(await house.care.ana.post(path, {"minutes": 15}), 201)
