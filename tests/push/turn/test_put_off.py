"""A reminder that is put off while it is still being tried."""

from uuid import UUID

from tests.acting.care import body_of, problem
from tests.push.rig import Rig


async def put_off(rig: Rig, slot: str = "10:00", minutes: int = 30) -> UUID:
    (row,) = [row for row in await rig.reminders() if row.slot == slot and row.attempts]
    path = f"/v1/me/reminders/{row.id}/snooze"
    made = body_of(await rig.care.ana.post(path, {"minutes": minutes}), 201)
    return UUID(made["id"])


async def test_what_fcm_refused_for_now_is_tried_no_more_once_it_is_put_off(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.stub.script("503", times=1)
    await rig.turn_at("10:00")
    snooze = await put_off(rig)
    assert await rig.turn_at("10:05") == []
    assert (await rig.ends())["10:00"] == ("scheduled", None), "the snooze bears its slot"
    assert await rig.turn_at("10:31") == ["ana-phone"]
    ends = {row.id: (row.state, row.reason) for row in await rig.reminders() if row.attempts}
    assert ends.pop(snooze) == ("sent", None)
    assert list(ends.values()) == [("skipped", "grouped")]


async def test_nothing_is_put_off_into_the_quiet_hours(rig: Rig) -> None:
    quiet = {"quiet_hours": {"start": "10:20", "end": "11:00"}}
    body_of(await rig.care.ana.patch("/v1/me", quiet))
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    (row,) = [row for row in await rig.reminders() if row.state == "sent"]
    path = f"/v1/me/reminders/{row.id}/snooze"
    assert problem(await rig.care.ana.post(path, {"minutes": 30})) == (409, "in_quiet_hours")
    body_of(await rig.care.ana.post(path, {"minutes": 15}), 201)
