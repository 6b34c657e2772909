"""What edits, pauses, logs and check-ins do to a reminder that was put off."""

from datetime import timedelta

from api.tables import Reminder
from tests.acting.care import Care, Json, at, body_of, on
from tests.acting.planning import begin_to_leave, claim, extend_plan, give_email, rebuild_plan
from tests.acting.reminding import a_reminder, reminder
from tests.acting.safety import NIGHT_PAIN, flag

SLOT, NEXT = "10:00", "20:00"
TEN = at(2026, 3, 2, 9)
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def put_off(care: Care, item: Json | None, slot: str = SLOT) -> Reminder:
    """Have a reminder of ten o'clock that Ana put off until a quarter to eleven."""
    care.move(2026, 3, 2, 9, 15)
    row = (await care.reminders())[on(3, 2), slot]
    return await a_reminder(
        care,
        item["id"] if item else None,
        source="snooze",
        subject_id=row.id,
        slot=slot,
        due_at=TEN + timedelta(minutes=45),
        expires_at=TEN + timedelta(minutes=120),
        next_attempt_at=TEN + timedelta(minutes=45),
        plan_revision=row.plan_revision,
        state="scheduled",
    )


async def end_of(care: Care, snooze: Reminder) -> tuple[str, str | None]:
    row = await reminder(care, snooze)
    return row.state, row.reason


async def test_planning_anew_keeps_it_at_its_instant(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await extend_plan(care)
    await rebuild_plan(care)
    await care.prescribe("18:00", exercise="cat-cow")
    row = await reminder(care, snooze)
    assert (row.state, row.due_at) == ("scheduled", TEN + timedelta(minutes=45))
    (original,) = [each for key, each in (await care.reminders()).items() if key[1] == NEXT][:1]
    # A worker would take one of an older plan for outdated.
    assert row.plan_revision == original.plan_revision > snooze.plan_revision


async def test_an_edit_of_its_item_keeps_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await care.edit(item, schedule={"times": ["19:00"]}, effective_on=on(3, 2))
    assert await end_of(care, snooze) == OPEN


async def test_travel_keeps_it_at_its_instant(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await care.travel("America/New_York")
    row = await reminder(care, snooze)
    assert (row.state, row.due_at) == ("scheduled", TEN + timedelta(minutes=45))


async def test_a_log_of_its_slot_ends_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    body_of(await care.log(item, on(3, 2), SLOT), 201)
    assert await end_of(care, snooze) == DONE


async def test_a_log_of_another_slot_does_not_end_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    care.move(2026, 3, 2, 9, 20)
    body_of(await care.log(item, on(3, 2), NEXT), 201)
    assert await end_of(care, snooze) == OPEN


async def test_a_habit_answered_for_the_day_ends_the_snooze_of_a_cue(care):
    item = await care.prescribe(SLOT, exercise="microbreak")
    snooze = await put_off(care, item)
    body_of(await care.log(item, on(3, 2), "day"), 201)
    assert await end_of(care, snooze) == DONE


async def test_a_check_in_ends_the_snooze_of_its_reminder(care):
    body_of(await care.ana.patch("/v1/me", {"check_in_time": SLOT}))
    await give_email(care)
    snooze = await put_off(care, None, "check_in")
    body_of(await care.check_in(on(3, 2), stress=3), 201)
    assert await end_of(care, snooze) == DONE


async def test_a_check_in_does_not_end_the_snooze_of_an_item(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    body_of(await care.check_in(on(3, 2), stress=3), 201)
    assert await end_of(care, snooze) == OPEN


async def test_a_stop_ends_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await care.act_on(item, "stop", {"reason": "done with it"})
    assert await end_of(care, snooze) == ("cancelled", "stopped")


async def test_a_pause_ends_it_for_good(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await care.act_on(item, "pause", {"reason": "a cold"})
    assert await end_of(care, snooze) == ("skipped", "paused")
    await care.act_on(item, "resume")
    assert await end_of(care, snooze) == ("skipped", "paused")


async def test_a_red_flag_ends_it_for_safety(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    body_of(await flag(care, NIGHT_PAIN), 201)
    assert await end_of(care, snooze) == ("skipped", "safety")


async def test_an_excused_date_ends_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    body = {"from": on(3, 2), "to": on(3, 2), "reason": "sick"}
    body_of(await care.ana.post("/v1/me/excused", body), 201)
    assert await end_of(care, snooze) == ("skipped", "excused")


async def test_a_discharge_ends_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "Well again."}))
    assert await end_of(care, snooze) == ("cancelled", "discharged")


async def test_a_pause_of_another_item_does_not_end_it(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    other = await care.prescribe("18:00", exercise="cat-cow")
    await care.act_on(other, "pause", {"reason": "a cold"})
    assert await end_of(care, snooze) == OPEN


async def test_one_that_is_claimed_ends_like_any_other(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await claim(care, snooze)
    body_of(await care.log(item, on(3, 2), SLOT), 201)
    row = await reminder(care, snooze)
    assert (row.state, row.reason, row.claim_token) == (*DONE, None)


async def test_one_that_is_on_its_way_stays_what_it_is(care):
    item = await care.prescribe(SLOT, NEXT)
    snooze = await put_off(care, item)
    await begin_to_leave(care, snooze)
    await care.act_on(item, "stop", {"reason": "done with it"})
    assert await end_of(care, snooze) == ("claimed", None)
