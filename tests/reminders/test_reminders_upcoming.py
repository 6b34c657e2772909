from sqlalchemy import select

from api.platform.db import transaction
from api.platform.ids import new_id
from api.tables import Delivery, Device, Reminder
from tests.acting.care import Care, Json, body_of, local, on, refusals

UPCOMING = "/v1/me/reminders/upcoming"


async def upcoming(care: Care, **params: object) -> list[Json]:
    items: list[Json] = body_of(await care.ana.get(UPCOMING, params=params))["items"]
    return items


async def test_the_next_hours_are_listed_with_their_state(care):
    item = await care.prescribe("08:00", "20:00")
    rows = await upcoming(care)
    assert [(row["local_date"], row["slot"]) for row in rows] == [
        (on(3, 2), "20:00"),
        (on(3, 3), "08:00"),
        (on(3, 3), "20:00"),
        (on(3, 4), "08:00"),
    ]
    assert rows[0] == {
        "id": rows[0]["id"],
        "source": "prescription",
        "prescription_id": item["id"],
        "local_date": on(3, 2),
        "slot": "20:00",
        "due_at": "2026-03-02T19:00:00Z",
        "due_local": local(on(3, 2), "20:00"),
        "expires_at": "2026-03-02T21:00:00Z",
        "state": "scheduled",
        "reason": None,
        "deliveries": [],
    }


async def test_how_far_ahead_can_be_said_within_what_is_planned(care):
    await care.prescribe("08:00", "20:00")
    assert len(await upcoming(care, hours=1)) == 0
    assert len(await upcoming(care, hours=11)) == 1
    assert len(await upcoming(care, hours=72)) == 6
    for hours in (0, 73, "two"):
        answer = await care.ana.get(UPCOMING, params={"hours": hours})
        assert refusals(answer)[0][0] == "/query/hours"


async def test_one_that_is_due_stays_until_its_window_has_closed(care):
    await care.prescribe("08:00", "20:00")
    care.move(2026, 3, 2, 20, 59)
    assert (await upcoming(care))[0]["due_at"] == "2026-03-02T19:00:00Z"
    care.move(2026, 3, 2, 21)
    assert (await upcoming(care))[0]["due_at"] == "2026-03-03T07:00:00Z"


async def test_what_became_of_it_is_told(care):
    item = await care.prescribe("08:00", "20:00")
    body_of(await care.log(item, on(3, 2), "20:00"), 201)
    assert (await upcoming(care))[0]["state"] == "skipped"
    assert (await upcoming(care))[0]["reason"] == "done"
    await care.act_on(item, "stop")
    assert {row["state"] for row in (await upcoming(care))[1:]} == {"cancelled"}


async def test_each_push_that_left_for_it_is_listed_with_its_phone(care):
    await care.prescribe("20:00")
    target = {"kind": "token", "value": "target-1"}
    phone = {"platform": "ios", "target": target}
    body_of(await care.ana.put("/v1/me/devices/phone-1", phone), 201)
    async with transaction(care.sessions) as session:
        reminder = await session.scalar(select(Reminder).order_by(Reminder.due_at).limit(1))
        device = await session.scalar(select(Device))
        session.add(
            Delivery(
                id=new_id(),
                created_at=care.clock.at,
                reminder_id=reminder.id,
                device_id=device.id,
                state="accepted",
                target_hash="hash",
                target_generation=1,
                dispatched_at=care.clock.at,
                message_name="projects/p/messages/1",
            )
        )
    assert (await upcoming(care))[0]["deliveries"] == [
        {
            "installation_id": "phone-1",
            "state": "accepted",
            "dispatched_at": "2026-03-02T08:00:00Z",
            "received_at": None,
            "opened_at": None,
            "error": None,
        }
    ]


async def test_everyone_sees_only_their_own(care):
    await care.prescribe("20:00")
    assert body_of(await care.ben.get(UPCOMING)) == {"items": []}
    assert body_of(await care.cast.cy.get(UPCOMING)) == {"items": []}
