"""Beside each instant that a phone shows stands its local time, in the right zone."""

from tests.acting.briefing import book
from tests.acting.care import Care, Json, body_of, local, on
from tests.acting.planning import update_reminder

TOKYO = "Asia/Tokyo"
MONDAY, TUESDAY = on(3, 2), on(3, 3)
FIXED = {"timezone_mode": "fixed"}


async def today(care: Care, day: str = MONDAY) -> Json:
    return body_of(await care.ana.get("/v1/me/today", params={"on": day}))


async def slots(care: Care, day: str = MONDAY) -> list[Json]:
    return [
        slot["due_local"] for item in (await today(care, day))["items"] for slot in item["slots"]
    ]


async def upcoming(care: Care, hours: int = 24) -> list[Json]:
    path = f"/v1/me/reminders/upcoming?hours={hours}"
    return body_of(await care.ana.get(path))["items"]


async def book_with_ben(care: Care, starts_at: str, **more: object) -> Json:
    path = f"/v1/clients/{care.ana.id}/appointments"
    return body_of(await care.ben.post(path, {"starts_at": starts_at, **more}), 201)


async def test_a_slot_is_written_in_the_zone_she_was_in_when_it_was_due(care):
    await care.prescribe("08:00", "20:00")
    care.move(2026, 3, 2, 15)
    await care.travel(TOKYO)
    # She flew over eight in the evening.
    assert await slots(care) == [local(MONDAY, "08:00")]
    assert await slots(care, TUESDAY) == [
        local(TUESDAY, "08:00", TOKYO, 540),
        local(TUESDAY, "20:00", TOKYO, 540),
    ]


async def test_what_is_pinned_to_a_zone_is_written_in_it_wherever_she_is(care):
    await care.prescribe("08:00", "20:00", schedule=FIXED)
    await care.travel(TOKYO)
    assert await slots(care) == [local(MONDAY, "08:00")]
    # In Tokyo it is four in the morning of the next date then.
    assert await slots(care, TUESDAY) == [local(MONDAY, "20:00"), local(TUESDAY, "08:00")]
    assert [row["due_local"] for row in await upcoming(care)] == [
        local(MONDAY, "20:00"),
        local(TUESDAY, "08:00"),
    ]


async def test_a_reminder_is_written_where_she_is_also_after_an_edit_of_its_schedule(care):
    item = await care.prescribe("20:00", schedule=FIXED)
    await care.travel(TOKYO)
    (before,) = await upcoming(care)
    await care.edit(item, effective_on=TUESDAY, schedule={"timezone_mode": "floating"})
    rows = await upcoming(care, hours=36)
    assert before["due_local"] == local(MONDAY, "20:00")
    assert [row["due_local"] for row in rows] == [
        local(MONDAY, "20:00"),
        local(TUESDAY, "20:00", TOKYO, 540),
    ]


async def test_a_snooze_is_written_in_the_zone_of_what_it_puts_off(care):
    await care.prescribe("10:00", schedule=FIXED)
    await care.travel("Europe/London")
    care.move(2026, 3, 2, 9, 5)
    row = (await care.reminders())[MONDAY, "10:00"]
    await update_reminder(care, row, state="sent")
    path = f"/v1/me/reminders/{row.id}/snooze"
    snooze = body_of(await care.ana.post(path, {"minutes": 15}), 201)
    assert snooze["due_local"] == local(MONDAY, "10:20")


async def test_the_check_in_and_the_next_session_are_written_where_she_is(care):
    await book_with_ben(care, "2026-03-05T09:00:00Z")
    await care.travel(TOKYO)
    found = await today(care)
    assert found["check_in"]["due_local"] == local(MONDAY, "18:30", TOKYO, 540)
    assert found["next_appointment"]["starts_local"] == local(on(3, 5), "18:00", TOKYO, 540)


async def test_a_session_that_was_is_written_where_she_was(care):
    held = await book_with_ben(care, "2026-03-02T07:00:00Z", status="completed")
    await care.travel(TOKYO)
    await book_with_ben(care, "2026-03-05T09:00:00Z")
    path = "/v1/me/appointments"
    rows = body_of(await care.ana.get(path))["items"]
    assert [row["starts_local"] for row in rows] == [
        local(on(3, 5), "18:00", TOKYO, 540),
        local(MONDAY, "08:00"),
    ]
    asked = (await today(care))["feedback"]
    assert (asked["appointment_id"], asked["starts_local"]) == (held["id"], local(MONDAY, "08:00"))


async def test_a_pause_without_an_end_has_no_local_end(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause")
    (paused,) = (await today(care))["paused"]
    assert (paused["until_at"], paused["until_local"]) == (None, None)


async def test_the_reminder_of_a_brief_is_written_where_the_therapist_is(care):
    await book(care)
    phone = {"platform": "ios", "target": {"kind": "token", "value": "t"}, "timezone": TOKYO}
    body_of(await care.ben.put("/v1/me/devices/bens", phone), 201)
    (row,) = body_of(await care.ben.get("/v1/me/briefs"))["items"]
    assert row["due_at"] == "2026-03-02T13:00:00Z"
    assert row["due_local"] == local(MONDAY, "22:00", TOKYO, 540)
    assert body_of(await care.ben.get(f"/v1/me/briefs/{row['id']}")) == row


async def test_the_local_time_leaves_the_etag_of_a_screen_that_did_not_change(care):
    await care.prescribe("08:00")
    first = await care.ana.get("/v1/me/today")
    care.advance(minutes=1)
    etag = {"if-none-match": first.headers["etag"]}
    assert (await care.ana.get("/v1/me/today", headers=etag)).status_code == 304
    await care.travel(TOKYO)
    assert (await care.ana.get("/v1/me/today", headers=etag)).status_code == 200
