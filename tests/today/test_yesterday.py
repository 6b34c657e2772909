"""After midnight the home screen still has what yesterday asked for, as long as it can be answered.

A plan that is pinned to another zone is shown, and logged, on the day on which it reminds.
"""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.instants import day_in_history
from api.rules.plan.schedules import duty_slots, slots_on
from tests.acting.care import Care, Json, body_of, local, on, problem, refusals
from tests.rules.plan.test_schedules_properties import FROM, HISTORIES, TO, plans

MONDAY, TUESDAY, WEDNESDAY = on(3, 2), on(3, 3), on(3, 4)


async def today(care: Care, day: str | None = None) -> Json:
    return body_of(await care.ana.get("/v1/me/today", params={"on": day} if day else {}))


async def yesterday(care: Care) -> Json | None:
    return (await today(care))["yesterday"]


def slots_in(found: Json | None) -> list[tuple[str, str]]:
    items = found["items"] if found else []
    return [(slot["local_date"], slot["slot"]) for item in items for slot in item["slots"]]


async def test_what_was_not_answered_is_there_until_the_next_day_ends(care):
    item = await care.prescribe("20:00", "23:30", note="Slowly.")
    habit = await care.prescribe(exercise="hydration")
    care.move(2026, 3, 2, 20)
    body_of(await care.log(item, MONDAY, "20:00"), 201)
    assert await yesterday(care) is None
    care.move(2026, 3, 2, 23, 10)
    found = await yesterday(care)
    assert found["on"] == MONDAY
    assert slots_in(found) == [(MONDAY, "23:30")]
    assert [row["prescription_id"] for row in found["habits"]] == [habit["id"]]
    assert found["check_in"] == {
        "done": False,
        "due_at": "2026-03-02T17:30:00Z",
        "due_local": local(MONDAY, "18:30"),
    }
    assert found["items"][0]["note"] == "Slowly."
    body_of(await care.log(item, MONDAY, "23:30"), 201)
    body_of(await care.log(habit, MONDAY, "day"), 201)
    left = await yesterday(care)
    assert (left["items"], left["habits"]) == ([], [])
    body_of(await care.check_in(MONDAY, pain_average=3), 201)
    assert await yesterday(care) is None
    care.move(2026, 3, 3, 23, 10)
    assert (await yesterday(care))["on"] == TUESDAY


async def test_all_that_it_shows_can_be_logged_to_the_last_minute(care):
    item = await care.prescribe("08:00", "23:30")
    care.move(2026, 3, 3, 22, 59)
    found = await yesterday(care)
    assert slots_in(found) == [(MONDAY, "08:00"), (MONDAY, "23:30")]
    for slot in ("08:00", "23:30"):
        body_of(await care.log(item, MONDAY, slot), 201)
    assert slots_in(await yesterday(care)) == []


async def test_it_is_of_today_alone(care):
    await care.prescribe("23:30")
    care.move(2026, 3, 3, 8)
    assert (await today(care, TUESDAY))["yesterday"]["on"] == MONDAY
    for day in (MONDAY, WEDNESDAY):
        assert (await today(care, day))["yesterday"] is None


async def test_nothing_is_asked_of_a_day_off_nor_of_what_stands_still_or_was_not_there(care):
    item = await care.prescribe("23:30")
    backdated = {"start_on": on(3, 1)}
    care.move(2026, 3, 3, 8)
    await care.prescribe("09:00", exercise="cat-cow", schedule=backdated)
    assert slots_in(await yesterday(care)) == [(MONDAY, "23:30")]
    await care.act_on(item, "pause")
    assert slots_in(await yesterday(care)) == []
    await care.act_on(item, "resume")
    assert slots_in(await yesterday(care)) == [(MONDAY, "23:30")]
    await care.act_on(item, "stop")
    assert slots_in(await yesterday(care)) == []
    off = {"from": MONDAY, "to": MONDAY, "reason": "sick"}
    body_of(await care.ana.post("/v1/me/excused", off), 201)
    assert await yesterday(care) is None


async def test_an_opened_notification_leads_to_its_own_date(care):
    item = await care.prescribe("23:30")
    row = (await care.reminders())[MONDAY, "23:30"]
    care.move(2026, 3, 2, 23, 30)
    found = body_of(await care.ana.get(f"/v1/me/reminders/{row.id}"))
    assert (found["prescription_id"], found["local_date"], found["slot"]) == (
        item["id"],
        MONDAY,
        "23:30",
    )
    assert problem(await care.ben.get(f"/v1/me/reminders/{row.id}")) == (404, "not_found")


PINNED = {"timezone_mode": "fixed"}


async def pinned(care: Care, zone: str, at: str) -> Json:
    """Prescribe in a zone in which the times stay, and have Ana live in Berlin."""
    await care.travel(zone)
    item = await care.prescribe(at, schedule={**PINNED, "start_on": on(3, 1)})
    await care.travel("Europe/Berlin")
    return item


async def test_a_slot_pinned_west_of_her_is_there_on_the_day_it_reminds(care):
    item = await pinned(care, "America/New_York", "20:00")
    care.move(2026, 3, 3, 1, 5)
    found = await today(care)
    assert (found["on"], slots_in(found)) == (TUESDAY, [(MONDAY, "20:00")])
    assert slots_in(found["yesterday"]) == []
    body_of(await care.log(item, MONDAY, "20:00"), 201)
    assert (await today(care))["items"][0]["slots"][0]["outcome"] == "done"
    care.move(2026, 3, 4, 8)
    found = await today(care)
    assert slots_in(found) == [(TUESDAY, "20:00")]
    assert slots_in(found["yesterday"]) == []


async def test_a_slot_pinned_east_of_her_is_there_on_the_day_it_reminds(care):
    item = await pinned(care, "Pacific/Auckland", "08:00")
    care.move(2026, 3, 2, 19, 5)
    found = await today(care)
    assert (found["on"], slots_in(found)) == (MONDAY, [(TUESDAY, "08:00")])
    body_of(await care.log(item, TUESDAY, "08:00"), 201)
    assert (await today(care))["items"][0]["slots"][0]["outcome"] == "done"
    assert slots_in(await today(care, TUESDAY)) == [(WEDNESDAY, "08:00")]


async def test_a_slot_pinned_a_day_away_can_be_logged_and_put_off_when_it_reminds(care):
    await care.travel("Pacific/Pago_Pago")
    item = await care.prescribe("23:30", schedule={**PINNED, "start_on": on(3, 1)})
    await care.travel("Pacific/Kiritimati")
    body_of(await care.ana.patch("/v1/me", {"quiet_hours": None}))
    # The third in Samoa, and where she is the fifth.
    care.move(2026, 3, 4, 10, 31)
    found = await today(care)
    assert (found["on"], slots_in(found)) == (on(3, 5), [(TUESDAY, "23:30")])
    row = (await care.reminders())[TUESDAY, "23:30"]
    body_of(await care.ana.post(f"/v1/me/reminders/{row.id}/snooze", {"minutes": 10}), 201)
    body_of(await care.log(item, TUESDAY, "23:30"), 201)


async def test_a_slot_pinned_far_west_is_gone_once_its_next_day_has_ended_there(care):
    item = await pinned(care, "America/New_York", "20:00")
    await care.travel("Asia/Tokyo")
    # It was due on Tuesday at ten where she is; in New York Tuesday ends on Wednesday at two.
    care.move(2026, 3, 4, 4, 59)
    assert slots_in((await today(care))["yesterday"]) == [(MONDAY, "20:00")]
    care.move(2026, 3, 4, 5)
    assert slots_in((await today(care))["yesterday"]) == []
    refused = await care.log(item, MONDAY, "20:00")
    assert refusals(refused) == [("/local_date", "recorded_too_late")]


@settings(max_examples=60)
@given(plans(), HISTORIES, st.integers(0, 10))
def test_every_slot_is_on_one_of_her_dates(asked, history, days):
    """On no two; on none only if it is pinned and due on a date that she skipped by flying."""
    on_date = FROM + timedelta(days=days)
    wide = [FROM + timedelta(days=n) for n in range(-4, (TO - FROM).days + 5)]
    shown = [slot for day in wide for slot in slots_on(asked, history, day)]
    keys = [(slot.local_date, slot.slot) for slot in shown]
    assert len(keys) == len(set(keys))
    lived = [day_in_history(day, history) for day in wide]
    for slot in duty_slots(asked, history, on_date, on_date):
        is_lived = any(span and span[0] <= slot.due_at < span[1] for span in lived)
        assert (slot.local_date, slot.slot) in keys or not is_lived
